import { describe, expect, it } from 'vitest';
import { checkNode } from './check-node.ts';

describe('the check of Node', () => {
  const now = new Date('2026-11-25');

  it.each([
    ['18.20.4', 'problem'],
    ['20.18.3', 'problem'],
    ['20.19.0', 'warning'],
    ['22.1.0', 'ok'],
    ['23.11.0', 'warning'],
    ['24.0.0', 'ok'],
    ['25.2.0', 'warning'],
    ['30.0.0', 'ok'],
  ])('calls %s %s', (version, status) => {
    expect(checkNode(version, now)).toMatchObject({ status });
  });

  it('counts the last day', () => {
    expect(checkNode('22.1.0', new Date('2027-04-30T23:00:00Z')).status).toBe('ok');
    expect(checkNode('22.1.0', new Date('2027-05-01T00:00:00Z')).status).toBe('warning');
  });
});
