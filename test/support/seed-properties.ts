import * as fc from 'fast-check';
import { propertySeed } from '#test/support/property-runs.ts';

// fast-check draws a seed per property unless it is given one: then a rare case would fail a change it has nothing to do with.
fc.configureGlobal({ seed: propertySeed() });
