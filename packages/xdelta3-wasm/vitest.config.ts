import { project } from '../../tooling/vitest.ts';

export default project('xdelta3-wasm');
