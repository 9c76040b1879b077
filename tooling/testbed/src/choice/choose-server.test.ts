import { expect, test } from 'vitest';

import type { Attempt } from './choice.ts';
import { chooseServer, type ServerSources } from './choose-server.ts';

const running = (version: string): Attempt => ({
  server: {
    kind: 'given',
    version,
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    forcePathStyle: true,
  },
  stop: async () => undefined,
});

const none: ServerSources = {
  given: () => ({ reason: 'none given' }),
  container: async () => ({ reason: 'no engine' }),
  installed: async () => ({ reason: 'no gateway' }),
  install: async () => 'not root',
};

const versionOf = async (sources: Partial<ServerSources>) => {
  const choice = await chooseServer({ ...none, ...sources });
  return 'server' in choice ? choice.server.version : choice.reason;
};

test('a given server comes first, then a container, then what is installed', async () => {
  const given = () => running('given');
  const container = async () => running('container');
  const installed = async () => running('installed');
  expect(await versionOf({ given, container, installed })).toBe('given');
  expect(await versionOf({ container, installed })).toBe('container');
  expect(await versionOf({ installed })).toBe('installed');
});

test('the gateway is installed only when nothing else is there, and started then', async () => {
  let there = false;
  const sources = {
    installed: async () => (there ? running('fresh') : { reason: 'no gateway' }),
    install: async () => {
      there = true;
      return undefined;
    },
  };
  expect(await versionOf({ ...sources, container: async () => running('container') })).toBe(
    'container',
  );
  expect(there).toBe(false);
  expect(await versionOf(sources)).toBe('fresh');
});

test('when every way is closed, each says why', async () => {
  expect(await versionOf({})).toBe('none given; no engine; no gateway; not root');
});
