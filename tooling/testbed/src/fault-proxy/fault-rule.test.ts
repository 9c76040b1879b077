import { expect, test } from 'vitest';

import { ActiveRule, type FaultRule } from './fault-rule.ts';
import type { ProxiedRequest } from './proxied-request.ts';

const fault = { kind: 'reset-before' } as const;
const request = (method: string, key: string): ProxiedRequest => ({
  number: 1,
  method,
  url: `/bucket/${key}`,
  operation: method === 'PUT' ? 'PutObject' : 'GetObject',
  bucket: 'bucket',
  key,
  headers: {},
});

const taken = (rule: FaultRule, ...requests: ProxiedRequest[]) => {
  const active = new ActiveRule(rule);
  return requests.map((one) => active.takes(one));
};

test('a pattern takes what it describes', () => {
  const put = { match: { method: 'PUT', key: /x$/ }, fault };
  expect(taken(put, request('PUT', 'x'), request('PUT', 'y'), request('GET', 'x'))).toEqual([
    true,
    false,
    false,
  ]);
  const byOperation = { match: { operation: 'GetObject' as const }, fault };
  expect(taken(byOperation, request('PUT', 'x'), request('GET', 'x'))).toEqual([false, true]);
});

test('the n-th is counted among those that the pattern describes', () => {
  const second = { match: { method: 'PUT', nth: 2 }, fault };
  const requests = ['PUT', 'GET', 'PUT', 'PUT'].map((method) => request(method, 'x'));
  expect(taken(second, ...requests)).toEqual([false, false, true, false]);
});

test('a rule is done as often as it says', () => {
  const twice = { match: () => true, fault, times: 2 };
  const requests = [1, 2, 3].map(() => request('PUT', 'x'));
  expect(taken(twice, ...requests)).toEqual([true, true, false]);
});
