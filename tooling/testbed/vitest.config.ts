import { project } from '../vitest.ts';

export default project('testbed', { s3: true });
