import { parseS3Uri, toUri } from '@deltaglider/cli-kit';
import { Args } from '@oclif/core';
import { drawsBoxes } from '../draws-boxes.ts';
import { depthFlag, UsageCommand } from '../usage-command.ts';
import { usageTreeRows } from '../usage-tree-rows.ts';

export default class Tree extends UsageCommand {
  static override summary = 'Draw the tree of prefixes, with sizes and what is saved';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'The figures are those of du. The whole tree is kept until it is complete: of a bucket with ' +
    'very many prefixes --depth shows the upper levels. Where the locale has no UTF-8 the tree is ' +
    'drawn in ASCII. Exit codes: 1 when nothing is below the target, 2 when the size of some ' +
    'objects cannot be told and is left out.';

  static override examples = [
    {
      description: 'See what is in a bucket',
      command: '<%= config.bin %> <%= command.id %> s3://releases',
    },
    {
      description: 'See two levels of a prefix',
      command: '<%= config.bin %> <%= command.id %> --depth 2 s3://releases/app/',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket or s3://bucket/prefix',
    }),
  };

  static override flags = { depth: depthFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Tree);
    const uri = parseS3Uri(args.target);
    const { bucket, key } = uri;
    const { engine } = await this.open();
    const { usageTree } = await import('@deltaglider/sdk');
    const tree = await usageTree({
      engine,
      bucket,
      prefix: key,
      depth: flags.depth,
      signal: this.signal,
      onProgress: (objects) => {
        this.showProgress(objects);
      },
    });
    this.output.json({ bucket, ...tree });
    const name = toUri({ bucket, key: tree.prefix });
    const boxes = drawsBoxes(process.env, process.platform);
    for (const row of usageTreeRows(tree, { name, boxes })) {
      if (this.outputClosed) break;
      this.output.result(row);
    }
    this.finish(tree, uri);
  }
}
