/** The schema of headroom.json and the rule list in package.json, from the host facts and the rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownRules } from '../../src/engine/own-rules.ts';
import type { Rule } from '../../src/engine/rules.ts';
import { hostFacts } from '../../src/host/facts.ts';
import { languages } from '../../src/languages/index.ts';
import { packNames } from '../../src/languages/packs.ts';

const severities = ['error', 'warning', 'information', 'hint', 'off'];

export function renderSettings(root: string): Record<string, string> {
  const rules = [...ownRules, ...languages.flatMap((language) => language.rules)];
  const packagePath = 'package.json';
  const manifest = JSON.parse(readFileSync(join(root, packagePath), 'utf8'));
  const properties = manifest.contributes?.configuration?.properties;
  if (properties?.['headroom.rules']) {
    properties['headroom.rules'] = {
      ...properties['headroom.rules'],
      ...ruleSchema(rules),
    };
  }
  if (properties?.['headroom.packs']) properties['headroom.packs'] = { ...properties['headroom.packs'], ...packSchema };
  if (properties?.['headroom.host']) properties['headroom.host'] = { ...properties['headroom.host'], ...hostSchema() };
  return {
    [packagePath]: `${JSON.stringify(manifest, undefined, 2)}\n`,
    'server/schema/headroom.schema.json': `${JSON.stringify(profileSchema(rules), undefined, 2)}\n`,
  };
}

const packSchema = { type: 'array', items: { enum: packNames }, uniqueItems: true };

function ruleSchema(rules: readonly Rule[]) {
  const entries = [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => [rule.id, { enum: severities, default: rule.severity, description: rule.title }]);
  return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
}

function hostSchema() {
  const entries = Object.entries(hostFacts).map(([name, fact]) => [
    name,
    {
      description: `${fact.description} Expected: ${fact.expects}.`,
      ...(fact.choices
        ? choiceSchema(fact.choices, fact.pattern)
        : typeof fact.example === 'number'
          ? { type: 'integer', minimum: 1 }
          : { type: ['string', 'integer'] }),
      ...(fact.pattern && !fact.choices && { pattern: fact.pattern }),
      examples: [fact.example],
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
}

/** The words that an editor offers, and what else is accepted. */
function choiceSchema(choices: readonly string[], pattern: string | undefined) {
  return pattern === undefined ? { enum: choices } : { anyOf: [{ enum: choices }, { type: 'string', pattern }] };
}

function profileSchema(rules: readonly Rule[]) {
  const host = { $ref: '#/definitions/host' };
  const ruleMap = { $ref: '#/definitions/rules' };
  const haproxy = {
    description: 'What HAProxy is told on its command line.',
    type: 'object',
    properties: {
      load: {
        description: 'Files and folders that are loaded together, in the order of -f, relative to this file.',
        type: 'array',
        items: { type: 'string', minLength: 1 },
      },
    },
    additionalProperties: false,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Headroom host profile',
    description: 'What is known of the machine that the configuration files in this folder are for.',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      host: { ...host, description: 'Facts about the machine. What is left out is unknown and nothing is guessed.' },
      rules: { ...ruleMap, description: 'A severity for each rule that shall not have its own; off silences it.' },
      packs: { ...packSchema, description: 'Packs of rules that are off by themselves and are switched on here.' },
      haproxy,
      overrides: {
        description: 'Facts, severities and packs for some of the files only; later entries win.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            files: {
              description: 'Globs, relative to this file.',
              type: 'array',
              items: { type: 'string' },
              minItems: 1,
            },
            host,
            rules: ruleMap,
            packs: packSchema,
            haproxy,
          },
          required: ['files'],
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
    definitions: { host: hostSchema(), rules: ruleSchema(rules) },
  };
}
