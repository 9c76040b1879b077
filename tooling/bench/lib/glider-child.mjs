// `node glider-child.mjs JSON`: opens a DeltaGlider, takes its steps and prints what each took as JSON. A process of
// its own has its own memory, and nothing warm at its start.
import { createHash } from 'node:crypto';
import { headObject, openGlider, putFile, readObject } from './glider.mjs';
import { measureHere } from './measure.mjs';

/**
 * `{ folder, codec, cache, steps }`; a step is `{ put: path, key }`, `{ head: key }`, `{ get: key }`, or
 * `{ get: key, sha256 }`, which fails when the bytes are others.
 */
const { folder, codec, cache, steps } = JSON.parse(process.argv[2]);

const glider = await openGlider(folder, { codec, cache });
const taken = [];
for (const step of steps) {
  const { value, user, system, wall } = await measureHere(() => take(step));
  taken.push({ cpu: user + system, wall, storedSize: value?.storedSize });
}
await glider.close();
console.log(JSON.stringify(taken));

async function take(step) {
  if (step.put !== undefined) return await putFile(glider, step.key, step.put);
  if (step.head !== undefined) return await headObject(glider, step.head);
  if (step.sha256 === undefined) return await readObject(glider, step.get);
  const hash = createHash('sha256');
  await readObject(glider, step.get, (chunk) => hash.update(chunk));
  if (hash.digest('hex') !== step.sha256) throw new Error(`${step.get} was not restored`);
  return undefined;
}
