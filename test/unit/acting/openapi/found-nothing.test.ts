/** Whether the look-up of an effect by its key found it. */
import { expect, it } from 'vitest';
import { foundNothing } from '../../../../agents/acting/toolbox/openapi/found-nothing.ts';

it.each([
  '[]',
  ' [ ] ',
  'null',
  '{"items":[]}',
  '{"data":[],"has_more":false}',
  '{"total":0}',
  '{"results":[],"page":1,"pageSize":20,"totalCount":0}',
  '{"Value":[],"@odata.count":0}',
])('%s is nothing', (text) => expect(foundNothing(text)).toBe(true));
it.each([
  '[{"id":1}]',
  '{"id":"ch_1","refunds":[]}',
  '{"id":"ch_1","items":[]}',
  '{"items":[{}]}',
  '{"state":"done"}',
  '{"status":"paid","notes":[]}',
  'paid',
  // Asked whether it is there, a service may answer with a status alone.
  '',
  '0',
  '{}',
])('%s is something, or nobody knows', (text) => expect(foundNothing(text)).toBe(false));
