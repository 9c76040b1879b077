import type { CustomerKey } from '@deltaglider/core';

export interface CustomerKeyFields {
  readonly SSECustomerAlgorithm?: string;
  /** The SDK adds the MD5 and encodes both. */
  readonly SSECustomerKey?: string;
}

/** The fields of SSE-C; none without a key. */
export function customerKeyFields(key: CustomerKey | undefined): CustomerKeyFields {
  if (key === undefined) return {};
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: toBase64(key.bytes) };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
