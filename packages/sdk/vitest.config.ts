import { project } from '../../tooling/vitest.ts';

export default project('sdk', { s3: true });
