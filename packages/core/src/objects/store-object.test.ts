import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine } from '../../test/create-test-engine.ts';
import { reasonForDirect } from './store-object.ts';

const everybody = { grants: { read: 'uri=http://acs.amazonaws.com/groups/global/AllUsers' } };
const members = {
  grants: { read: 'uri=http://acs.amazonaws.com/groups/global/AuthenticatedUsers' },
};

describe('reasonForDirect', () => {
  it.each([
    ['app/v1.zip', 20_000, { access: { acl: 'public-read' } }, 'public'],
    ['app/v1.zip', 20_000, { access: { acl: 'authenticated-read' } }, 'public'],
    ['app/v1.zip', 20_000, { access: everybody }, 'public'],
    ['app/v1.zip', 20_000, { access: members }, 'public'],
    ['app/v1.zip', 20_000, { access: { acl: 'private' } }, undefined],
    ['app/v1.zip', 20_000, { access: { grants: { read: 'id=abc' } } }, undefined],
    ['app/v1.zip', 20_000, { customerKey: { bytes: new Uint8Array(32) } }, 'customer-key'],
    // What would be whole anyway is no news.
    ['app/notes.txt', 20_000, { access: { acl: 'public-read' } }, 'file-type'],
    ['app/v1.zip', 20, { access: { acl: 'public-read' } }, 'too-small'],
    ['app/v1.zip', 20_000, { access: { acl: 'public-read' }, delta: false }, 'asked'],
  ])('of %s with %i bytes and %j is %s', async (key, size, settings, reason) => {
    const { engine } = await createTestEngine();
    const address = { bucket: BUCKET, key };
    expect(reasonForDirect(engine, { address, size, ...settings })).toBe(reason);
  });
});
