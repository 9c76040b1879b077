import { ByteWriter } from './byte-writer.ts';
import {
  METHODS,
  type ChunkPlan,
  type LevelPlan,
  type ReferenceLevelPlan,
  type StreamPlan,
  type StreamSpan,
} from './level-plan.ts';
import { PATCH_SIZE, type Patch } from './patch.ts';

/** The reference's plan as bytes. Columns, not rows: alike numbers stand together, and so do equal ones of two plans. */
export function encodeReferencePlan(levels: readonly ReferenceLevelPlan[]): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(levels.length);
  for (const { streams } of levels) {
    writeHead(writer, streams);
    writeColumn(writer, streams, (stream) => stream.expandedSize);
    writeColumn(writer, streams, (stream) => stream.size);
  }
  return writer.finish();
}

/** The target's plan as bytes. What a deflate stream's chunks add up to is not written. */
export function encodeTargetPlan(levels: readonly LevelPlan[]): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(levels.length);
  for (const { streams, patches } of levels) {
    writeHead(writer, streams);
    const deflated = streams.filter((stream) => stream.method === 'deflate');
    const chunks = deflated.flatMap((stream) => stream.chunks);
    writeColumn(writer, deflated, (stream) => stream.chunks.length);
    writeChunks(writer, chunks);
    writeColumn(writer, deflated, (stream) => stream.model);
    writeColumn(writer, deflated, (stream) => stream.tail);
    writeSolid(
      writer,
      streams.filter((stream) => stream.method !== 'deflate'),
    );
    writePatches(writer, patches);
  }
  return writer.finish();
}

function writeHead(writer: ByteWriter, streams: readonly StreamSpan[]): void {
  writer.varint(streams.length);
  writeColumn(writer, streams, (stream) => stream.gap);
  writeColumn(writer, streams, (stream) => METHODS.indexOf(stream.method));
}

function writeChunks(writer: ByteWriter, chunks: readonly ChunkPlan[]): void {
  writeColumn(writer, chunks, (chunk) => chunk.expandedSize);
  writeColumn(writer, chunks, (chunk) => chunk.bits);
  writeColumn(writer, chunks, (chunk) => chunk.blocks);
  writeColumn(writer, chunks, (chunk) => chunk.steps);
  writeColumn(writer, chunks, (chunk) => chunk.distances);
}

function writeSolid(writer: ByteWriter, streams: readonly StreamPlan[]): void {
  writeColumn(writer, streams, (stream) => stream.expandedSize);
  writeColumn(writer, streams, (stream) => stream.size);
  for (const { settings } of streams) {
    writer.varint(settings.length);
    writer.bytes(settings);
  }
}

function writePatches(writer: ByteWriter, patches: readonly Patch[]): void {
  writer.varint(patches.length);
  let end = 0;
  for (const { offset } of patches) {
    writer.varint(offset - end);
    end = offset + PATCH_SIZE;
  }
  for (const { bytes } of patches) {
    writer.bytes(Uint8Array.of(bytes, bytes >>> 8, bytes >>> 16, bytes >>> 24));
  }
}

function writeColumn<Row>(
  writer: ByteWriter,
  rows: readonly Row[],
  value: (row: Row) => number,
): void {
  for (const row of rows) writer.varint(value(row));
}
