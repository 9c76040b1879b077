import { project } from '../../tooling/vitest.ts';

export default project('cli', { s3: true });
