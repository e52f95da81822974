import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readOrCreateMasterKey } from '../../../agents/log/master-key.ts';
import { openMarked, sealMarked } from '../../../agents/log/seal.ts';

const key = { id: 'k1', secret: randomBytes(32) };
const lookup = () => key.secret;

describe('sealing marked text', () => {
  it('gives back any value as it was', () => {
    const plain = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(plain, fc.string(), (value, secret) => {
        const whole = { ...value, list: [{ private: secret }, { deep: { text: { private: secret } } }] };
        const stored: unknown = JSON.parse(JSON.stringify(sealMarked(whole, key, 'here')));
        expect(openMarked(stored, lookup, 'here')).toEqual(JSON.parse(JSON.stringify(whole)));
      }),
    );
  });

  it('leaves no trace of the text', () => {
    const sealed = JSON.stringify(
      sealMarked({ name: { private: 'Martin Winter' }, deep: [{ x: { private: '555 0100' } }] }, key, 'p'),
    );
    expect(sealed).not.toMatch(/Martin|Winter|555/);
  });

  it('never gives the same text the same ciphertext', () => {
    const once = () => JSON.stringify(sealMarked({ private: 'yes' }, key, 'p'));
    expect(once()).not.toBe(once());
  });

  it('does not open what was moved, changed, or sealed under another key', () => {
    const sealed = sealMarked({ private: 'secret' }, key, 'event/c1/1');
    expect(() => openMarked(sealed, lookup, 'event/c1/2')).toThrow('does not open');
    expect(() => openMarked(sealed, () => randomBytes(32), 'event/c1/1')).toThrow('does not open');
    const text = JSON.stringify(sealed).replace(
      /"sealed":"(.)/,
      (_, first: string) => `"sealed":"${first === 'A' ? 'B' : 'A'}`,
    );
    expect(() => openMarked(JSON.parse(text), lookup, 'event/c1/1')).toThrow('does not open');
  });

  it('refuses what would otherwise be stored in the clear, or pass for sealed', () => {
    expect(() => sealMarked({ text: { private: 'secret', note: 'more' } }, key, 'p')).toThrow('is no marked text');
    expect(() => sealMarked({ text: { private: 7 } }, key, 'p')).toThrow('is no marked text');
    expect(() => sealMarked({ sealed: 'AAAA', key: 'k1' }, key, 'p')).toThrow('looks like sealed text');
    expect(JSON.stringify(sealMarked({ private: 'secret', destroyed: undefined }, key, 'p'))).not.toContain('secret');
  });

  it('reads as empty when its key is destroyed', () => {
    expect(openMarked({ a: sealMarked({ private: 'secret' }, key, 'p') }, () => 'destroyed', 'p')).toEqual({
      a: { private: '', destroyed: true },
    });
  });
});

describe('the master key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-key-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, for its owner only', () => {
    const file = join(folder, 'deep', 'master.key');
    const first = readOrCreateMasterKey(file);
    expect(first.length).toBe(32);
    expect(readOrCreateMasterKey(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(first.toString('base64'));
  });

  it('is refused when it is no key', () => {
    const file = join(folder, 'bad.key');
    writeFileSync(file, 'short');
    expect(() => readOrCreateMasterKey(file)).toThrow('it holds 3 bytes where 32 are expected');
  });
});
