import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSettings } from '../../server/src/lsp/settings.ts';

describe('the setting headroom.packs', () => {
  it('is a list of names, of which the known ones count', () => {
    assert.deepEqual(readSettings({ packs: ['kspp', 'cis'] }), {
      settings: { host: {}, severities: {}, packs: ['kspp', 'cis'] },
      problems: [],
    });
    const { settings, problems } = readSettings({ packs: ['cis', 'ksp'] });
    assert.deepEqual(settings.packs, ['cis']);
    assert.deepEqual(problems, ["headroom.packs: No pack is called 'ksp'; did you mean 'kspp'?"]);
    assert.deepEqual(readSettings({}).settings.packs, []);
  });
});
