export function bundleWorker(entry: string): Promise<string>;
