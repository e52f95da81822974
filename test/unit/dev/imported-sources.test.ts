import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../../../server/dev/data-folder.ts';
import { withImports } from '../../../server/dev/imported-sources.ts';

it('what is imported by way of others is found, once, and files that do not exist are passed over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-imports-'));
  mkdirSync(join(folder, 'wire'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'page.tsx',
    "import { a } from './wire/a.ts';\nimport './page.css';\nconst later = () => import('./later.ts');",
  );
  write('page.css', "@import './not-followed.css'");
  write('later.ts', "export { a } from './wire/a.ts';");
  write(
    'wire/a.ts',
    "import type { B } from '../b.ts';\nimport { gone } from './gone.ts';\nimport react from 'react';",
  );
  write('b.ts', "import { a } from './wire/a.ts';");
  write('unused.ts', '');
  expect(withImports([join(folder, 'page.tsx')]).map((file) => file.slice(folder.length + 1))).toEqual([
    'b.ts',
    'later.ts',
    'page.css',
    'page.tsx',
    'wire/a.ts',
  ]);
});

it('a rule of the policy that the console shows is part of the page', () => {
  const found = withImports([join(REPOSITORY, 'web-client', 'main.ts')]);
  expect(found).toContain(join(REPOSITORY, 'agents', 'acting', 'policy', 'policy-rule.ts'));
});
