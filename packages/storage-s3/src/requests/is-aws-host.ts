/** Whether the host is one of AWS itself, China's too. */
export function isAwsHost(host: string): boolean {
  return /\.amazonaws\.com(?:\.cn)?$/.test(host);
}
