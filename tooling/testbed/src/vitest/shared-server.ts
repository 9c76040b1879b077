import { isRunningServer, type Attempt } from '../choice/choice.ts';
import { chooseServer, serverSources } from '../choice/choose-server.ts';

/** One server for all projects of a run, which ends with the last of them. */
interface SharedServer {
  users: number;
  readonly outcome: Promise<Attempt>;
}

/**
 * On `globalThis`, because each vitest project has a module runner, and so a copy of this module, of its own; all of
 * them are in the one main process.
 */
const shared = globalThis as { testbedServer?: SharedServer | undefined };

export interface ServerUse {
  readonly outcome: Attempt;
  /** To be called once, when the project has ended. */
  readonly release: () => Promise<void>;
}

/** @throws Error when there is no server and `DG_REQUIRE_S3` is 1. */
export async function shareServer(): Promise<ServerUse> {
  const server = (shared.testbedServer ??= { users: 0, outcome: choose() });
  server.users += 1;
  const outcome = await server.outcome;
  return {
    outcome,
    release: async () => {
      server.users -= 1;
      if (server.users > 0) return;
      shared.testbedServer = undefined;
      if (isRunningServer(outcome)) await outcome.stop();
    },
  };
}

async function choose(): Promise<Attempt> {
  const outcome = await chooseServer(serverSources(process.env, say));
  if (isRunningServer(outcome)) {
    say(`S3 suites run against ${outcome.server.version} at ${outcome.server.endpoint}`);
    return outcome;
  }
  const remedy =
    'Set S3_ENDPOINT with S3_ACCESS_KEY and S3_SECRET_KEY, start Docker, or install radosgw, ceph-mon and ceph-osd.';
  if (process.env.DG_REQUIRE_S3 === '1') {
    throw new Error(
      `The S3 suites are required and there is no S3 server: ${outcome.reason}. ${remedy}`,
    );
  }
  say(`NOT RUN: the S3 suites, for want of a server (${outcome.reason}). ${remedy}`);
  return outcome;
}

function say(line: string): void {
  console.warn(line);
}
