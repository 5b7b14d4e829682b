import { expect, test } from 'vitest';
import { ok } from '#core/result.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { createRankingModel } from '#widgets/setup-wizard/scoring-rules/RankingModel.ts';
import {
  removeRule,
  replaceRule,
  ruleDifferences,
  settleRules,
  startRule,
} from '#widgets/setup-wizard/scoring-rules/edit-rules.ts';
import { checkRule, placeProblems } from '#widgets/setup-wizard/scoring-rules/rule-problems.ts';
import { createScoringRulesApi } from '#widgets/setup-wizard/scoring-rules/scoring-rules-api.ts';
import { createScoringRulesModel } from '#widgets/setup-wizard/scoring-rules/ScoringRulesModel.ts';
import { SAMPLE_RULES, scored } from './fake-rules.ts';
import { createFakeServer } from './fake-server.ts';

const TODAY = '2026-11-22';
const [MAKERS, OPENED, LOST] = SAMPLE_RULES;
if (MAKERS?.kind !== 'field' || OPENED?.kind !== 'touch' || LOST === undefined) throw new Error('the sample has three');

async function open(isScored = true) {
  const server = createFakeServer();
  const { rules } = server.world;
  if (isScored) scored(rules);
  const api = createScoringRulesApi(server.backend);
  let made = 0;
  const newId = (): string => `r-${++made}`;
  const model = createScoringRulesModel({ api, readModules: async () => ok([]), today: TODAY, newId });
  await model.load();
  /** Somebody else puts theirs in force from another page. */
  const another = (theirs: readonly ScoringRule[]): void =>
    void rules.versions.push({ rules: theirs, author: 'Lucía Fernández' });
  const inForce = (): readonly ScoringRule[] => rules.versions.at(-1)?.rules ?? [];
  return { server, api, model, rules, another, inForce };
}

test('rules are sent when they are put in force and not before, and undo puts back what stood', async () => {
  const { server, model, inForce } = await open();
  expect([model.unsaved.value, model.rules.value.length]).toEqual([false, 3]);
  const added = startRule(model.rules.value, { module: 'deals', id: 'r-x', today: '2020-01-01', criteria: null });
  model.edit((before) => [...before, added]);
  model.edit((before) => replaceRule(before, 'makers', (rule) => ({ ...rule, points: -1 })));
  expect([model.unsaved.value, server.calls.filter(({ method }) => method === 'PUT').length]).toEqual([true, 0]);
  const saved = await model.save();
  expect(model.unsaved.value).toBe(false);
  expect(inForce().map(({ id, points, fromDay }) => [id, points, fromDay])).toEqual([
    ['makers', -1, '2026-11-02'],
    ['opened', 2, '2026-11-02'],
    ['lost', -3, '2026-11-02'],
    ['r-x', 5, TODAY],
  ]);
  expect(await saved?.undo()).toBe(true);
  expect(inForce()).toEqual(SAMPLE_RULES);
  expect(model.rules.value).toEqual(SAMPLE_RULES);
  expect(model.unsaved.value).toBe(false);
});

test('a rule that is removed comes back to where it stood, among what there is then', () => {
  const { rules, undo } = removeRule(SAMPLE_RULES, 'opened');
  expect(rules.map(({ id }) => id)).toEqual(['makers', 'lost']);
  expect(undo(rules)).toEqual(SAMPLE_RULES);
  expect(undo([LOST]).map(({ id }) => id)).toEqual(['lost', 'opened']);
  expect(undo(SAMPLE_RULES)).toEqual(SAMPLE_RULES);
});

test('what counts other touch points is a new rule to the ledger, and what is switched on again acts from today', () => {
  const newId = (): string => 'r-1';
  const settle = (rules: readonly ScoringRule[], standing = SAMPLE_RULES) =>
    settleRules(rules, standing, { today: TODAY, newId });
  expect(settle(SAMPLE_RULES)).toEqual(SAMPLE_RULES);
  const clicked = settle([{ ...OPENED, response: 'clicked' }]);
  expect(clicked).toEqual([{ ...OPENED, response: 'clicked', id: 'r-1', fromDay: TODAY }]);
  expect(settle([{ ...OPENED, points: 9 }])).toEqual([{ ...OPENED, points: 9 }]);
  const off = { ...MAKERS, active: false };
  expect(settle([MAKERS], [off])).toEqual([{ ...MAKERS, fromDay: TODAY }]);
  expect(settle([off])).toEqual([off]);
});

test('somebody else’s rules are not overwritten: what keeping one’s own would change is said, theirs taken, or one’s own put upon them', async () => {
  const { model, another, inForce } = await open();
  another([MAKERS, { ...LOST, points: -4 }, { ...OPENED, id: 'theirs' }]);
  model.edit((before) => replaceRule(before, 'makers', (rule) => ({ ...rule, points: 1 })));
  expect(await model.save()).toBeNull();
  expect(model.saving.value).toMatchObject({ kind: 'conflict', theirs: { changedBy: 'Lucía Fernández' } });
  expect(model.differences.value?.map(({ kind, rule }) => [kind, rule.id])).toEqual([
    ['changed', 'makers'],
    ['added', 'opened'],
    ['changed', 'lost'],
    ['removed', 'theirs'],
  ]);
  await model.takeTheirs();
  expect([model.rules.value, model.unsaved.value, model.differences.value]).toEqual([inForce(), false, null]);

  another(SAMPLE_RULES);
  model.edit(() => [LOST]);
  await model.save();
  await model.keepMine();
  expect((await model.save()) !== null).toBe(true);
  expect(inForce()).toEqual([LOST]);
});

test('keeping one’s own is asked again where yet another change came after the one that was told', async () => {
  const { model, another, inForce } = await open();
  another(SAMPLE_RULES);
  model.edit(() => [LOST]);
  await model.save();
  another([OPENED]);
  await model.keepMine();
  expect(model.saving.value.kind).toBe('conflict');
  expect(model.differences.value?.map(({ kind, rule }) => [kind, rule.id])).toEqual([
    ['added', 'lost'],
    ['removed', 'opened'],
  ]);
  expect(model.rules.value).toEqual([LOST]);
  await model.keepMine();
  expect((await model.save()) !== null).toBe(true);
  expect(inForce().map(({ id }) => id)).toEqual(['lost']);
});

test('undo is refused where somebody else has decided since', async () => {
  const { model, another, inForce } = await open();
  model.edit(() => []);
  const saved = await model.save();
  another([LOST]);
  expect(await saved?.undo()).toBe(false);
  expect(inForce()).toEqual([LOST]);
});

test('undo takes back one’s own change alone: not what somebody else decided and one has seen, nor what was typed since', async () => {
  const { model, another, inForce } = await open();
  model.edit(() => []);
  const saved = await model.save();
  another([LOST]);
  await model.takeTheirs();
  expect(await saved?.undo()).toBe(false);
  expect([inForce(), model.saving.value.kind]).toEqual([[LOST], 'conflict']);
  await model.takeTheirs();
  model.edit(() => []);
  const again = await model.save();
  model.edit(() => [OPENED]);
  expect(await again?.undo()).toBe(true);
  expect(inForce()).toEqual([LOST]);
  expect([model.rules.value, model.unsaved.value]).toEqual([[OPENED], true]);
});

test('a rule that comes back with a former version acts from the day on which it is back', async () => {
  const { model, inForce } = await open();
  model.edit((before) => before.filter(({ id }) => id !== 'lost'));
  await model.save();
  await model.restore(2);
  expect(inForce().map(({ id, fromDay }) => [id, fromDay])).toEqual([
    ['makers', '2026-11-02'],
    ['opened', '2026-11-02'],
    ['lost', TODAY],
  ]);
});

test('the server’s problems stand at their rule until it is edited', async () => {
  const { model, rules } = await open();
  rules.hidden = ['employees'];
  model.edit((before) => before.toReversed());
  expect(await model.save()).toBeNull();
  const [problem] = model.problems.value.ofRules;
  expect(problem).toMatchObject({ rule: 'makers', place: 'criteria.conditions[1].field' });
  model.edit((before) => replaceRule(before, 'lost', (rule) => ({ ...rule, points: 3 })));
  expect(model.problems.value.ofRules).toHaveLength(1);
  model.edit((before) => replaceRule(before, 'makers', (rule) => ({ ...rule, points: 3 })));
  expect(model.problems.value.ofRules).toEqual([]);
});

test('problems that name no rule are those of all', () => {
  const problems = [
    { code: 'scoringRules.tooMany', params: { most: 50 }, where: 'rules' },
    { code: 'scoringRules.touchNotOfModule', params: {}, where: 'rules[1].module' },
    { code: 'schema.invalid', params: {}, where: 'rules[9]' },
  ];
  const { ofRules, ofAll } = placeProblems({ reason: 'invalid', problems }, SAMPLE_RULES);
  expect(ofRules.map(({ rule, place }) => [rule, place])).toEqual([['opened', 'module']]);
  expect(ofAll.map(({ code }) => code)).toEqual(['scoringRules.tooMany', 'schema.invalid']);
});

test('what the page itself can see is said before anything is sent', () => {
  const places = (rule: ScoringRule) => checkRule(rule, () => null).map(({ place }) => place);
  expect(SAMPLE_RULES.flatMap(places)).toEqual([]);
  expect(places({ ...MAKERS, names: { en: ' ', es: 'Sí' } })).toEqual(['names.en']);
  expect(places({ ...OPENED, response: 'answered' })).toEqual(['response']);
  const criteria = { conditions: [{ field: 'industry', operator: 'is' as const, value: '' }], pattern: '(1 AND' };
  expect(places({ ...MAKERS, criteria })).toEqual(['criteria.conditions[0]']);
  const kinds = () => () => ok(['text'] as const);
  expect(checkRule({ ...MAKERS, criteria }, kinds).map(({ place }) => place)).toEqual([
    'criteria.conditions[0]',
    'criteria.pattern',
  ]);
});

test('a former version is put in force as one of its own; what does not fit any more stays on the page with its problems', async () => {
  const { model, rules, inForce } = await open();
  const restored = await model.restore(1);
  expect([inForce(), rules.versions.length]).toEqual([[MAKERS], 3]);
  expect(await restored?.undo()).toBe(true);
  expect(inForce()).toEqual(SAMPLE_RULES);
  rules.hidden = ['industry'];
  expect(await model.restore(1)).toBeNull();
  expect([model.rules.value, model.unsaved.value, model.problems.value.ofRules.length]).toEqual([[MAKERS], true, 1]);
  expect(await model.restore(17)).toBeNull();
  expect(model.saving.value).toMatchObject({ kind: 'failed' });
});

test('the newest page of the ranking wins, and one that does not come leaves the one before', async () => {
  const { server, api } = await open();
  const ranking = createRankingModel(api, 'accounts');
  await Promise.all([ranking.open('accounts'), ranking.turn(2)]);
  expect(ranking.state.value).toMatchObject({ kind: 'ready', page: 2, ranked: { total: 131 } });
  server.world.offline = true;
  await ranking.turn(3);
  expect(ranking.state.value).toMatchObject({ kind: 'ready', page: 2, failure: { reason: 'offline' } });
  server.world.offline = false;
  await ranking.reload();
  expect(ranking.state.value).toMatchObject({ kind: 'ready', page: 3, failure: null });
  await ranking.open('contacts');
  expect(ranking.state.value).toEqual({
    kind: 'failed',
    failure: { reason: 'refused', missing: 'scoredRecord.moduleHidden' },
  });
});

test('keeping one’s own rules where nothing stands adds them all', () => {
  expect(ruleDifferences([], SAMPLE_RULES).map(({ kind }) => kind)).toEqual(['added', 'added', 'added']);
});
