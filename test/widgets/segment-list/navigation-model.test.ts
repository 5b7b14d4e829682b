import { expect, test } from 'vitest';
import { createNavigationModel } from '#widgets/segment-list/models/NavigationModel.ts';

test('back leads through the screens one came by, and to the segments where there was none', () => {
  const navigation = createNavigationModel();
  navigation.go({ kind: 'segments' });
  navigation.go({ kind: 'segment', id: 'a', filter: null });
  navigation.back();
  expect(navigation.screen.value.kind).toBe('segments');
  navigation.back();
  expect(navigation.screen.value.kind).toBe('overview');
  navigation.back();
  expect(navigation.screen.value.kind).toBe('segments');
});

test('a form that was saved or left is not where back leads', () => {
  const navigation = createNavigationModel();
  navigation.go({ kind: 'segments' });
  navigation.go({ kind: 'create', start: null });
  navigation.go({ kind: 'segment', id: 'made', filter: null });
  navigation.back();
  expect(navigation.screen.value.kind).toBe('segments');
});

test('what is not saved is asked about before the screen goes', () => {
  const navigation = createNavigationModel();
  let dirty = true;
  const unguard = navigation.guard(() => dirty);
  navigation.go({ kind: 'exports' });
  expect(navigation.screen.value.kind).toBe('overview');
  expect(navigation.leaving.value).toEqual({ kind: 'exports' });
  navigation.stay();
  expect(navigation.leaving.value).toBeNull();
  navigation.go({ kind: 'exports' });
  navigation.leave();
  expect(navigation.screen.value.kind).toBe('exports');

  navigation.guard(() => dirty);
  dirty = false;
  navigation.go({ kind: 'segments' });
  expect(navigation.screen.value.kind).toBe('segments');
  unguard();
});

test('the guard of a screen that has gone does not take the next screen’s away', () => {
  const navigation = createNavigationModel();
  const unguardOld = navigation.guard(() => false);
  navigation.guard(() => true);
  unguardOld();
  navigation.go({ kind: 'exports' });
  expect(navigation.leaving.value).not.toBeNull();
});

test('the first screen takes no focus, every later one does', () => {
  const navigation = createNavigationModel();
  expect(navigation.hasMoved()).toBe(false);
  navigation.go({ kind: 'exports' });
  expect(navigation.hasMoved()).toBe(true);
});

test('an answer that comes late takes nobody away from where they have gone', () => {
  const navigation = createNavigationModel();
  navigation.go({ kind: 'create', start: null });
  const form = navigation.screen.value;
  navigation.go({ kind: 'exports' });
  navigation.goFrom(form, { kind: 'segments' });
  expect(navigation.screen.value).toEqual({ kind: 'exports' });
  navigation.goFrom(navigation.screen.value, { kind: 'segments' });
  expect(navigation.screen.value).toEqual({ kind: 'segments' });
});

test('closing the page would lose what a screen says is not saved', () => {
  const navigation = createNavigationModel();
  expect(navigation.wouldLose()).toBe(false);
  const unguard = navigation.guard(() => true);
  expect(navigation.wouldLose()).toBe(true);
  unguard();
  expect(navigation.wouldLose()).toBe(false);
});
