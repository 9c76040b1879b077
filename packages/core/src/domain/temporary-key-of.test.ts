import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isInternalKey, temporaryKeyOf } from './deltaspace.ts';

it('is internal, and a key, whatever the name', () => {
  const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 });
  const names = fc.tuple(words, fc.nat(300)).map(([word, count]) => word.repeat(count));
  fc.assert(
    fc.property(names, (name) => {
      const key = temporaryKeyOf('0123', name);
      const bytes = new TextEncoder().encode(key).length;
      expect(isInternalKey(key)).toBe(true);
      expect(bytes).toBeLessThanOrEqual(1024);
      const own = key.slice('.deltaglider/tmp/0123_'.length);
      expect(name.startsWith(own)).toBe(true);
      // No more is left out than has to be, and no character is cut in two.
      if (own !== name) expect(bytes).toBeGreaterThan(1024 - 4);
      expect(own).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});
