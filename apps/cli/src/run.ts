export { runCli } from '@deltaglider/cli-kit';
