import { spawnSync } from 'node:child_process';

/** A command that a case cannot do without is not installed. */
export class MissingTool extends Error {
  constructor(commands, debianPackage) {
    super(
      `The command ${commands.join(' or ')} is not installed: apt-get install ${debianPackage}.`,
    );
    this.name = 'MissingTool';
  }
}

/** The first of the commands that is installed. Throws MissingTool, which names the Debian package. */
export function requireTool(debianPackage, ...commands) {
  const found = commands.find((command) => isInstalled(command));
  if (found === undefined) throw new MissingTool(commands, debianPackage);
  return found;
}

export function isInstalled(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}
