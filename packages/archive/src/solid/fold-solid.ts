import { DeltaGliderError, discard, type ByteStream } from '@deltaglider/core';
import { compileArchive } from '../wasm/archive-module.ts';
import { Transform, TransformFailure } from '../wasm/transform.ts';
import { solidOperation } from './solid-operation.ts';
import type { SolidSettings } from './solid-settings.ts';

/**
 * Compresses the content with exactly these settings.
 * @throws UNSUPPORTED where there is not enough memory, and what the content throws
 */
export async function* foldSolid(
  settings: SolidSettings,
  content: ByteStream,
  signal: AbortSignal | undefined,
): ByteStream {
  try {
    yield* (await open(settings, content)).run({ input: content, signal });
  } catch (error) {
    throw error instanceof TransformFailure ? tooLittleMemory(settings, error) : error;
  }
}

async function open(settings: SolidSettings, content: ByteStream): Promise<Transform> {
  try {
    return new Transform(await compileArchive(), solidOperation(settings));
  } catch (error) {
    await discard(content);
    throw error;
  }
}

function tooLittleMemory(settings: SolidSettings, cause: TransformFailure): DeltaGliderError {
  const effort = settings.method === 'xz' ? `preset ${settings.preset}` : `level ${settings.level}`;
  return new DeltaGliderError(
    'UNSUPPORTED',
    `Compressing with ${settings.method} at ${effort} asks for more memory than there is.`,
    { cause },
  );
}
