import { project } from '../../tooling/vitest.ts';

export default project('storage-s3', { s3: true });
