import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { AbortOptions } from '@deltaglider/core';
import { isAwsHost } from '../requests/is-aws-host.ts';
import { watchAnswer } from '../requests/watch-answer.ts';
import type { ConditionalSupport } from './conditional-support.ts';
import { probe } from './probe.ts';

/** Knows which conditions the store behind a client honours; asks it once, and only where it matters. */
export class Conditions {
  readonly #client: S3Client;
  readonly #known: Partial<ConditionalSupport>;
  readonly #answers = new Map<keyof ConditionalSupport, Promise<boolean | undefined>>();
  #host: string | undefined;
  /** Some stores compare with the bare ETag (Ceph up to 18); found out on the way. */
  takesBareEtags = false;

  constructor(client: S3Client, known: Partial<ConditionalSupport>) {
    this.#client = client;
    this.#known = known;
  }

  /** Says where a request of this client went. */
  sawHost(host: string | undefined): void {
    this.#host ??= host;
  }

  /** Whether it can be relied on. */
  async supports(
    kind: keyof ConditionalSupport,
    options: AbortOptions & { readonly bucket: string },
  ): Promise<boolean> {
    return (await this.ask(kind, options)) ?? false;
  }

  /** `undefined` where nothing may be written, so that it cannot be tried. */
  async ask(
    kind: keyof ConditionalSupport,
    options: AbortOptions & { readonly bucket: string },
  ): Promise<boolean | undefined> {
    const known = this.#known[kind];
    if (known !== undefined) return known;
    if (isAwsHost(await this.#findHost(options))) return true;
    const asked = this.#answers.get(kind);
    if (asked !== undefined) return await asked;
    // Others wait for the answer too, so it does not end with the abort of the first one.
    const answer = probe(kind, this.#client, options.bucket);
    this.#answers.set(kind, answer);
    answer.catch(() => this.#answers.delete(kind));
    return await answer;
  }

  async #findHost({ bucket, signal }: AbortOptions & { readonly bucket: string }): Promise<string> {
    if (this.#host !== undefined) return this.#host;
    const command = new HeadBucketCommand({ Bucket: bucket });
    const answer = watchAnswer(command);
    const options = signal === undefined ? {} : { abortSignal: signal };
    await this.#client.send(command, options).catch((error: unknown) => {
      if (answer.host() === undefined) throw error;
    });
    return (this.#host = answer.host() ?? '');
  }
}
