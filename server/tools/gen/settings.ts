/** The schema of headroom.json and the rule list in package.json, from the host facts and the rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../src/engine/rules.ts';
import { hostFacts, hostTables } from '../../src/host/fact-kinds.ts';
import { unitSettings } from '../../src/host/unit-settings.ts';
import { packNames } from '../../src/packs.ts';
import { allRules } from '../../src/rules.ts';

type HostFact = (typeof hostFacts)[keyof typeof hostFacts];
type HostPart = HostFact['part'];

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
  if (properties?.['headroom.packs']) properties['headroom.packs'] = { ...properties['headroom.packs'], ...packSchema };
  if (properties?.['headroom.host'])
    properties['headroom.host'] = { ...properties['headroom.host'], ...flatFactsSchema() };
  return {
    [packagePath]: `${JSON.stringify(manifest, undefined, 2)}\n`,
    'server/schema/headroom.schema.json': `${JSON.stringify(profileSchema(), undefined, 2)}\n`,
  };
}

const packSchema = { type: 'array', items: { enum: packNames }, uniqueItems: true };

function ruleSchema(rules: readonly Rule[]) {
  const entries = [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => [rule.id, { enum: severities, default: rule.severity, description: rule.title }]);
  return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
}

/** The facts that stand in a part of headroom.json. */
function factsSchema(part: HostPart) {
  const facts = Object.entries(hostFacts).filter(([, fact]) => fact.part === part);
  return {
    type: 'object',
    properties: Object.fromEntries(facts.map(([name, fact]) => [name, factSchema(fact)])),
    additionalProperties: false,
  };
}

/** All facts side by side, as the settings hold them: members of tables have a dot in their names. */
function flatFactsSchema() {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(hostFacts).map(([name, fact]) => [name, factSchema(fact)])),
    patternProperties: Object.fromEntries(
      Object.entries(hostTables).map(([name, { description }]) => [`^${name}\\..+$`, { ...textOrNumber, description }]),
    ),
    additionalProperties: false,
  };
}

const textOrNumber = { type: ['string', 'number'] };

function factSchema(fact: HostFact) {
  return {
    description: `${fact.description} Expected: ${fact.expects}.`,
    ...(fact.choices
      ? choiceSchema(fact.choices, fact.pattern)
      : typeof fact.example !== 'number'
        ? { type: ['string', 'integer'] }
        : Number.isInteger(fact.example)
          ? { type: 'integer', minimum: 1 }
          : { ...textOrNumber, minimum: 0, maximum: 1 }),
    ...(fact.pattern && !fact.choices && { pattern: fact.pattern }),
    examples: [fact.example],
  };
}

function servicesSchema() {
  const { description, example } = hostTables.services;
  return {
    description,
    type: 'object',
    additionalProperties: { type: ['string', 'integer'], pattern: hostFacts.memory.pattern, examples: [example[1]] },
  };
}

function unitSchema() {
  const settings = Object.entries(unitSettings).map(([name, { description, expects, example }]) => [
    name,
    {
      description: `${description} Expected: ${expects}.`,
      type: ['string', 'integer', 'boolean'],
      examples: [example],
    },
  ]);
  return {
    description: hostTables.unit.description,
    type: 'object',
    properties: Object.fromEntries(settings),
    additionalProperties: false,
  };
}

/** The words that an editor offers, and what else is accepted. */
function choiceSchema(choices: readonly string[], pattern: string | undefined) {
  return pattern === undefined ? { enum: choices } : { anyOf: [{ enum: choices }, { type: 'string', pattern }] };
}

function profileSchema() {
  const host = { $ref: '#/definitions/host' };
  const parts = {
    expected: { $ref: '#/definitions/expected' },
    services: { $ref: '#/definitions/services' },
    unit: { $ref: '#/definitions/unit' },
  };
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
      ...parts,
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
            ...parts,
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
    definitions: {
      host: factsSchema('host'),
      expected: { ...factsSchema('expected'), description: 'What the load balancer is to carry at the peak.' },
      services: servicesSchema(),
      unit: unitSchema(),
      rules: ruleSchema(allRules),
    },
  };
}
