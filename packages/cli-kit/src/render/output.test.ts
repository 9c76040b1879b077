import { expect, it } from 'vitest';
import { createOutput, type OutputOptions } from './output.ts';

function run(options: Partial<OutputOptions>, isTTY = true) {
  const written = { stdout: '', stderr: '' };
  const output = createOutput({
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { isTTY, write: (text) => (written.stderr += text) },
    json: false,
    quiet: false,
    onlyShowErrors: false,
    ...options,
  });
  output.transient('50%');
  output.result('result');
  output.json({ a: 1 });
  output.problem('problem');
  return written;
}

it('clears what is transient before each line', () => {
  expect(run({})).toEqual({ stdout: 'result\n', stderr: '50%\r\u001b[Kproblem\n' });
});

it('shows nothing transient where there is no terminal', () => {
  expect(run({}, false)).toEqual({ stdout: 'result\n', stderr: 'problem\n' });
});

it('writes documents alone with --json', () => {
  expect(run({ json: true })).toEqual({ stdout: '{"a":1}\n', stderr: '' });
});

it('writes nothing with --quiet, and problems alone with --only-show-errors', () => {
  expect(run({ quiet: true })).toEqual({ stdout: '', stderr: '' });
  expect(run({ quiet: true, json: true })).toEqual({ stdout: '', stderr: '' });
  expect(run({ onlyShowErrors: true })).toEqual({ stdout: '', stderr: 'problem\n' });
});

it('shows progress again after 100 ms at the earliest, and takes it back for a line', () => {
  let time = 5;
  let stderr = '';
  const write = (text: string) => (stderr += text);
  const streams = { stdout: { write }, stderr: { isTTY: true, write } };
  const options = { ...streams, json: false, quiet: false, onlyShowErrors: false };
  const output = createOutput(options, () => time);
  for (time of [5, 104, 105, 204, 205]) output.progress(`${time} `);
  expect(stderr).toBe('5 \r\u001b[K105 \r\u001b[K205 ');
  output.problem('problem');
  expect(stderr.endsWith('205 \r\u001b[Kproblem\n')).toBe(true);
});
