import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseFiles } from '../../../agents/log/database-files.ts';
import { EnvironmentError } from '../../../agents/settings/env.ts';

const fileOf = (url?: string) => databaseFiles('/data', url).file;

describe('the file of the records', () => {
  it('is parley.db in the data folder unless something else is said', () => {
    expect(databaseFiles('/data')).toEqual({ file: '/data/parley.db', masterKeyFile: '/data/secrets/master-key' });
  });

  it.each([
    ['/var/calls.db', '/var/calls.db'],
    ['calls.db', resolve('calls.db')],
    ['sqlite:calls.db', resolve('calls.db')],
    ['sqlite:/var/calls.db', '/var/calls.db'],
    ['sqlite:///var/calls.db', '/var/calls.db'],
    ['sqlite://calls.db', resolve('calls.db')],
    ['SQLite:/var/calls.db', '/var/calls.db'],
    ['file:/var/calls.db', '/var/calls.db'],
    ['file:///var/my%20calls.db', '/var/my calls.db'],
    ['file:./calls.db', resolve('calls.db')],
  ])('%s is %s', (url, file) => {
    expect(fileOf(url)).toBe(file);
  });

  it('keeps the master key in the data folder wherever the file is', () => {
    expect(databaseFiles('/data', 'sqlite:/var/calls.db').masterKeyFile).toBe('/data/secrets/master-key');
  });

  it.each([
    ['postgres://me:hunter2@db/x', 'postgres is not supported'],
    ['postgresql://me:p/hunter2@db/x', 'postgresql is not supported'],
    ['mysql:hunter2', 'mysql is not supported'],
    ['sqlite:', 'it names no file'],
    ['sqlite::memory:', 'memory is not shared'],
  ])('%s is refused in a sentence that names what is supported and shows no password', (url, why) => {
    expect(() => fileOf(url)).toThrow(EnvironmentError);
    expect(() => fileOf(url)).toThrow(why);
    expect(() => fileOf(url)).toThrow('a path, sqlite:<path> or file:<path>');
    expect(() => fileOf(url)).not.toThrow('hunter2');
  });
});
