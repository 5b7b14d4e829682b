import type { Label } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { CHANNELS, TOUCHES } from '#core/techniques/engagement/touches.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { hashSettings } from '#core/techniques/settings-hash.ts';
import type { Configuration } from './configuration.ts';
import { CONFIGURED_TECHNIQUES, type ConfiguredTechnique } from './technique-edits.ts';

/** A change with the part of the configuration that it is of. */
export interface Change {
  readonly of: ConfiguredTechnique | 'mapping' | 'criteria';
  readonly message: Message;
}

type Settings = NonNullable<Configuration['techniques'][ConfiguredTechnique]>;
type Plain = Readonly<Record<string, unknown>>;

/**
 * SET-9: what a publish changes, as codes for catalogues (`changes.*`), labels by id. Where nothing changes the list is empty. Params:
 * `label`; `setting` ("voice.windowDays") with `from` and `to`; `list` with `count` and `value1`..; `channel`, `touch`.
 */
export function describeChanges(before: Configuration, after: Configuration): Change[] {
  const whole = (['mapping', 'criteria'] as const).flatMap((part): Change[] =>
    same(before[part], after[part]) ? [] : [{ of: part, message: { code: `changes.${part}`, params: {} } }],
  );
  return [
    ...whole,
    ...CONFIGURED_TECHNIQUES.flatMap((of) =>
      describeTechnique(of, before.techniques[of] ?? null, after.techniques[of] ?? null).map((message) => ({
        of,
        message,
      })),
    ),
  ];
}

function describeTechnique(of: ConfiguredTechnique, before: Settings | null, after: Settings | null): Message[] {
  if (before === null || after === null)
    return before === after
      ? []
      : [{ code: before === null ? 'changes.activated' : 'changes.deactivated', params: {} }];
  return [...describeLabels(before.labels, after.labels), ...describeSettings(of, before, after)];
}

function describeLabels(before: readonly Label[], after: readonly Label[]): Message[] {
  const of = (code: string, { id }: Label): Message => ({ code: `changes.${code}`, params: { label: id } });
  const was = new Map(before.map((label) => [label.id, label]));
  const is = new Set(after.map(({ id }) => id));
  const staying = (labels: readonly Label[]): string =>
    labels
      .filter(({ id }) => was.has(id) && is.has(id))
      .map(({ id }) => id)
      .join();
  return [
    ...after.filter(({ id }) => !was.has(id)).map((label) => of('labelAdded', label)),
    ...before.filter(({ id }) => !is.has(id)).map((label) => of('labelRemoved', label)),
    ...after.flatMap((label) => {
      const former = was.get(label.id);
      if (former === undefined) return [];
      return [
        ...(same(former.names, label.names) ? [] : [of('labelRenamed', label)]),
        ...(former.colour === label.colour ? [] : [of('labelRecoloured', label)]),
        ...(same(ruleOf(former), ruleOf(label)) ? [] : [of('labelChanged', label)]),
      ];
    }),
    ...(staying(before) === staying(after) ? [] : [{ code: 'changes.order', params: {} }]),
  ];
}

/** What decides the label. */
function ruleOf({ id: _id, names: _names, colour: _colour, optionId: _option, ...rule }: Label): Plain {
  return rule;
}

function describeSettings(of: ConfiguredTechnique, before: Settings, after: Settings): Message[] {
  const was: Plain = before;
  const is: Plain = after;
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => key !== 'labels');
  return keys.flatMap((key): Message[] => {
    const [from, to] = [was[key] ?? null, is[key] ?? null];
    if (same(from, to)) return [];
    const setting = `${of}.${key}`;
    if (isFigure(from) && isFigure(to)) return [{ code: 'changes.setting', params: { setting, from, to } }];
    if (key === 'channels' && 'channels' in before && 'channels' in after) return describeChannels(before, after);
    const [had, has] = [namesIn(from), namesIn(to)];
    if (had === null || has === null) return [{ code: 'changes.part', params: { setting } }];
    const gone = had.filter((name) => !has.includes(name));
    const added = has.filter((name) => !had.includes(name));
    // The same names with something else in them, or in another order.
    if (gone.length + added.length === 0) return [{ code: 'changes.part', params: { setting } }];
    return [...listed('changes.listAdded', setting, added), ...listed('changes.listRemoved', setting, gone)];
  });
}

function listed(code: string, list: string, names: readonly string[]): Message[] {
  if (names.length === 0) return [];
  const values = Object.fromEntries(names.map((name, index) => [`value${index + 1}`, name]));
  return [{ code, params: { list, count: names.length, ...values } }];
}

/** What people call the entries of a list: names as they stand, sources by their id; absent = none. null = it is no such list. */
function namesIn(value: unknown): string[] | null {
  if (value === null) return [];
  if (!Array.isArray(value)) return null;
  const names = value.map((entry: unknown) => {
    if (typeof entry === 'string') return entry;
    return typeof entry === 'object' && entry !== null && 'id' in entry ? String(entry.id) : null;
  });
  return names.some((name) => name === null) ? null : names.filter((name) => name !== null);
}

function describeChannels(before: EngagementSettings, after: EngagementSettings): Message[] {
  return CHANNELS.flatMap((channel): Message[] => {
    const [was, is] = [before.channels[channel], after.channels[channel]];
    const switched = (was?.on === true) === (is?.on === true) ? [] : [is?.on === true ? 'channelOn' : 'channelOff'];
    const [had, has] = [was?.points, is?.points].map(
      (points): Readonly<Record<string, number | undefined>> => points ?? {},
    );
    return [
      ...switched.map((code) => ({ code: `changes.${code}`, params: { channel } })),
      ...TOUCHES.filter((touch) => touch.channel === channel).flatMap(({ response }): Message[] => {
        const [from, to] = [had?.[response] ?? 0, has?.[response] ?? 0];
        return from === to ? [] : [{ code: 'changes.points', params: { touch: `${channel}.${response}`, from, to } }];
      }),
    ];
  });
}

function isFigure(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

function same(one: unknown, other: unknown): boolean {
  return hashSettings({ value: one ?? null }) === hashSettings({ value: other ?? null });
}
