/** Takes two documents of `<home>/docs` in and never ends reading the third; says so on its standard output. */
import { join } from 'node:path';
import { createFileReader } from '../../../agents/files/file-reader.ts';
import { addressRule } from '../../../agents/internal/guarded-request.ts';
import { createKnowledgeService } from '../../../agents/knowledge/knowledge-service.ts';
import { silentLog } from '../../../agents/models/embedded/log.ts';

const home = process.argv[2] ?? '';
const reader = createFileReader({
  ocr: { read: () => Promise.reject(new Error('No pictures here.')) },
  log: silentLog,
});
let read = 0;
const service = await createKnowledgeService({
  file: join(home, 'parley.db'),
  masterKeyFile: join(home, 'key'),
  reader: {
    close: () => reader.close(),
    read(file, signal) {
      read += 1;
      if (read <= 2) return reader.read(file, signal);
      process.stdout.write('reading\n');
      return new Promise(() => {});
    },
  },
  fetch: addressRule(false),
  log: silentLog,
});
service.keep('company', home, ['docs'], []);
