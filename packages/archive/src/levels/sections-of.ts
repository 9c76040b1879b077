import { readStream, type ByteSource } from '@deltaglider/core';
import { damaged } from '../plan/damaged.ts';
import type { LevelPlan } from '../plan/level-plan.ts';
import { StreamReader } from '../streams/stream-reader.ts';

const PIECE_SIZE = 256 * 1024;

/** The three sections of a level's structure, each read from front to back. */
export interface SectionReaders {
  readonly blocks: StreamReader;
  readonly steps: StreamReader;
  readonly distances: StreamReader;
}

/** Where the structure of a level is. */
export interface StructurePlace {
  readonly source: ByteSource;
  readonly offset: number;
}

/** How many bytes each section of a level's structure has. */
export interface SectionSizes {
  readonly blocks: number;
  readonly steps: number;
  readonly distances: number;
}

/** As the plan says. */
export function sectionSizes({ streams }: LevelPlan): SectionSizes {
  let blocks = 0;
  let steps = 0;
  let distances = 0;
  for (const { chunks } of streams) {
    for (const chunk of chunks) {
      blocks += chunk.blocks;
      steps += chunk.steps;
      distances += chunk.distances;
    }
  }
  return { blocks, steps, distances };
}

/** Opens the sections of a level. */
export function openSections(
  { source, offset }: StructurePlace,
  sizes: SectionSizes,
  signal: AbortSignal | undefined,
): SectionReaders {
  const open = (start: number, size: number): StreamReader => {
    const range = { start, end: start + size };
    const stream = readStream(source, { range, chunkSize: PIECE_SIZE, signal });
    return new StreamReader(stream, () => damaged('its structure is cut short'));
  };
  const { blocks, steps, distances } = sizes;
  return {
    blocks: open(offset, blocks),
    steps: open(offset + blocks, steps),
    distances: open(offset + blocks + steps, distances),
  };
}
