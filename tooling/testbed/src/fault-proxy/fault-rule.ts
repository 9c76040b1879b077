import type { OperationName } from '../http-store/wire/operation-of.ts';
import type { Fault } from './fault.ts';
import type { ProxiedRequest } from './proxied-request.ts';

/** Requests by what they are. What is left out is any. */
export interface RequestPattern {
  readonly method?: string;
  readonly operation?: OperationName;
  readonly key?: RegExp;
  /** Only the n-th, from 1, of those that the rest of the pattern describes. */
  readonly nth?: number;
}

export interface FaultRule {
  readonly match: RequestPattern | ((request: ProxiedRequest) => boolean);
  readonly fault: Fault;
  /** To how many requests it is done, the first ones. @default all */
  readonly times?: number;
}

/** A rule with its counts. */
export class ActiveRule {
  readonly rule: FaultRule;
  #described = 0;
  #applied = 0;

  constructor(rule: FaultRule) {
    this.rule = rule;
  }

  /** Whether the fault is to be done to this request. Every request is to be shown once to every rule. */
  takes(request: ProxiedRequest): boolean {
    const { match, times = Infinity } = this.rule;
    if (this.#applied >= times || !this.#isMatch(match, request)) return false;
    this.#applied += 1;
    return true;
  }

  #isMatch(match: FaultRule['match'], request: ProxiedRequest): boolean {
    if (typeof match === 'function') return match(request);
    const { method, operation, key, nth } = match;
    const isDescribed =
      (method === undefined || method === request.method) &&
      (operation === undefined || operation === request.operation) &&
      // `search` does not move the state of a global expression.
      (key === undefined || request.key.search(key) !== -1);
    if (!isDescribed) return false;
    this.#described += 1;
    return nth === undefined || nth === this.#described;
  }
}
