/** The schema of headroom.json and the rule list in package.json, from the host facts and the rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../src/engine/rules.ts';
import { hostFacts } from '../../src/host/facts.ts';
import { allRules } from '../../src/rules.ts';

const severities = ['error', 'warning', 'information', 'hint', 'off'];

export function renderSettings(root: string): Record<string, string> {
  const packagePath = 'package.json';
  const manifest = JSON.parse(readFileSync(join(root, packagePath), 'utf8'));
  const properties = manifest.contributes?.configuration?.properties;
  if (properties?.['headroom.rules']) {
    properties['headroom.rules'] = {
      ...properties['headroom.rules'],
      ...ruleSchema(allRules),
    };
  }
  if (properties?.['headroom.host']) properties['headroom.host'] = { ...properties['headroom.host'], ...hostSchema() };
  return {
    [packagePath]: `${JSON.stringify(manifest, undefined, 2)}\n`,
    'server/schema/headroom.schema.json': `${JSON.stringify(profileSchema(), undefined, 2)}\n`,
  };
}

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

function profileSchema() {
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
      haproxy,
      overrides: {
        description: 'Facts and severities for some of the files only; later entries win.',
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
            haproxy,
          },
          required: ['files'],
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
    definitions: { host: hostSchema(), rules: ruleSchema(allRules) },
  };
}
