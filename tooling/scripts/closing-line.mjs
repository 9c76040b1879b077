/** Ends a test run with one plain line that scripts can read: `N passed, N failed`. */
export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state in counts) counts[state] += 1;
      }
      // A file that could not be loaded has no tests to fail.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')) {
        counts.failed += 1;
      }
    }
    const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
    process.stdout.write(
      `\nNode ${process.version}\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`,
    );
  }
}
