import { DeltaGliderError, type PutResult } from '@deltaglider/core';
import type { TransferEvent, TransferTask } from '@deltaglider/sdk';
import { expect, it } from 'vitest';
import { createOutput, type OutputOptions } from './output.ts';
import { createTransferReporter } from './create-transfer-reporter.ts';

const upload: TransferTask = {
  operation: 'upload',
  path: '/w/a.zip',
  to: { bucket: 'b', key: 'p/a.zip' },
  size: 100,
};
const removal: TransferTask = { operation: 'delete', from: { bucket: 'b', key: 'k' }, size: 0 };
const put: PutResult = {
  address: { bucket: 'b', key: 'p/a.zip' },
  stored: 'delta',
  reason: undefined,
  codec: 'archive/1',
  codecReason: 'looked-through',
  size: 100,
  storedSize: 10,
  referenceSize: 0,
  sha256: '0',
  etag: '1',
  lastModified: new Date(0),
};
const error = new DeltaGliderError('ACCESS_DENIED', 's3://b/p/a.zip is not yours.', {
  details: { bucket: 'b', hint: 'Ask for it.' },
});

const events: TransferEvent[] = [
  { type: 'planned', transfers: 1, bytes: 100, complete: false },
  { type: 'planned', transfers: 1, bytes: 100, complete: true },
  { type: 'start', task: upload },
  { type: 'progress', task: upload, bytes: 10 },
  { type: 'progress', task: upload, bytes: 20 },
  { type: 'result', task: upload, dryRun: false, put },
  { type: 'result', task: removal, dryRun: true, put: undefined },
  { type: 'warning', subject: '/w/fifo', reason: 'File does not exist.' },
  { type: 'error', task: upload, error },
];

function run(options: Partial<OutputOptions>, isTTY = false, observed = events) {
  const written = { stdout: '', stderr: '' };
  const output = createOutput({
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { isTTY, columns: 80, write: (text) => (written.stderr += text) },
    json: false,
    quiet: false,
    onlyShowErrors: false,
    ...options,
  });
  let time = 0;
  const reporter = createTransferReporter({
    output,
    cwd: '/w',
    progress: true,
    now: () => (time += 60),
  });
  for (const event of observed) reporter.observe(event);
  reporter.finish({ succeeded: 2, failed: 1, skipped: 0, warnings: 1, bytes: 100, storedBytes: 0 });
  return written;
}

it('writes the lines of aws', () => {
  expect(run({})).toEqual({
    stdout: 'upload: ./a.zip to s3://b/p/a.zip\n(dryrun) delete: s3://b/k\n',
    stderr:
      'warning: Skipping file /w/fifo. File does not exist.\n' +
      'upload failed: ./a.zip to s3://b/p/a.zip s3://b/p/a.zip is not yours.\nAsk for it.\n',
  });
});

it('shows progress on a terminal, and removes it in the end', () => {
  const { stderr } = run({}, true);
  expect(stderr).toContain('[##--------] 20/100 Bytes');
  expect(stderr.slice(stderr.lastIndexOf('\r'))).toBe(
    '\r\u001b[K100 Bytes: stored 10 Bytes, 90% saved\n',
  );
});

it('writes one JSON document a line, and progress not too often', () => {
  const lines = run({ json: true }).stdout.trimEnd().split('\n');
  const documents = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(documents.map(({ type }) => type)).toEqual([
    'plan',
    'start',
    'progress',
    'result',
    'result',
    'warning',
    'error',
    'summary',
  ]);
  expect(documents[2]).toEqual({
    type: 'progress',
    operation: 'upload',
    source: '/w/a.zip',
    destination: 's3://b/p/a.zip',
    size: 100,
    bytes: 10,
  });
  expect(documents[3]).toMatchObject({ codec: 'archive/1', codecReason: 'looked-through' });
  expect(documents[6]?.error).toEqual({
    code: 'ACCESS_DENIED',
    message: 's3://b/p/a.zip is not yours.',
    bucket: 'b',
    hint: 'Ask for it.',
  });
});

it('writes problems alone when asked to', () => {
  const lines = run({ json: true, onlyShowErrors: true }).stdout.trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
    'warning',
    'error',
  ]);
});

it.each(['public', 'customer-key'] as const)('warns of what is stored whole as %s', (reason) => {
  const whole = { ...put, stored: 'direct', reason } as const;
  const observed: TransferEvent[] = [{ type: 'result', task: upload, dryRun: false, put: whole }];
  const { stdout, stderr } = run({}, false, observed);
  expect(stdout).toBe('upload: ./a.zip to s3://b/p/a.zip\n');
  expect(stderr).toMatch(/^warning: s3:\/\/b\/p\/a\.zip is stored whole: .+\.\n$/);
});

it('does not warn of what is stored whole for what it is', () => {
  const whole = { ...put, stored: 'direct', reason: 'file-type' } as const;
  expect(run({}, false, [{ type: 'result', task: upload, dryRun: false, put: whole }]).stderr).toBe(
    '',
  );
});

it('names files that are deleted, and tells notices to people and programs', () => {
  const task: TransferTask = { operation: 'delete', path: '/w/d/a.zip', size: 1 };
  const observed: TransferEvent[] = [
    { type: 'result', task, dryRun: false, put: undefined },
    { type: 'notice', message: 'Nothing is deleted.' },
  ];
  expect(run({}, false, observed)).toEqual({
    stdout: 'delete: d/a.zip\n',
    stderr: 'Nothing is deleted.\n',
  });
  const { stdout } = run({ json: true, onlyShowErrors: true }, false, observed);
  expect(JSON.parse(stdout)).toEqual(observed[1]);
});
