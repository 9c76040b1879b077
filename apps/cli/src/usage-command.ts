import { BaseCommand, exitCodes, toUri, type S3Uri } from '@deltaglider/cli-kit';
import type { Usage } from '@deltaglider/sdk';
import { Flags } from '@oclif/core';

export const depthFlag = Flags.integer({
  aliases: ['max-depth'],
  min: 0,
  summary: 'Show this many levels of prefixes; what is deeper counts for them',
  helpValue: '<n>',
});

/** What the commands about room in stores have in common. */
export abstract class UsageCommand extends BaseCommand {
  protected showProgress(objects: number): void {
    this.output.progress(`Counted ${objects} object(s) ...`);
  }

  /** Says what the figures lack, and sets the exit code. */
  protected finish(
    { objects, references, unreadable }: Pick<Usage, 'objects' | 'references' | 'unreadable'>,
    target: S3Uri | undefined,
  ): void {
    this.output.transient('');
    if (unreadable > 0) {
      this.output.problem(
        `warning: the metadata of ${unreadable} object(s) does not tell their size, which is left out.`,
      );
      this.end(exitCodes.warned);
    }
    if (target === undefined || target.key === '' || objects + references > 0) return;
    this.output.problem(`Nothing is below ${toUri(target)}.`);
    this.end(exitCodes.failed);
  }
}
