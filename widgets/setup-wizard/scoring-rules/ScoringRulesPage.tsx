import { useEffect, useState } from 'preact/hooks';
import { ok } from '#core/result.ts';
import { SCORED_MODULES, type ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { createSeenTimer } from '#widgets/shared/seen-timer.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { PlacePage } from '../components/PlacePage.tsx';
import { createSetupApi } from '../models/setup-api.ts';
import { useSetup } from '../setup-context.ts';
import { createRankingModel, type RankingModel } from './RankingModel.ts';
import { RankingSection } from './RankingSection.tsx';
import { readRuleModules, type RuleModule } from './rule-modules.ts';
import { RulesSection } from './RulesSection.tsx';
import { createRulesRunModel, type RulesRunModel } from './RulesRunModel.ts';
import { RunSection } from './RunSection.tsx';
import { sayRulesFailure } from './say-failure.ts';
import { createScoringRulesApi, type ScoringRulesApi, type StandingRules } from './scoring-rules-api.ts';
import { createScoringRulesModel, type ScoringRulesModel } from './ScoringRulesModel.ts';
import { VersionsSection } from './VersionsSection.tsx';

/** 16 hexadecimal digits: rules are never that many. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `r-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

interface RulesModels {
  readonly api: ScoringRulesApi;
  readonly model: ScoringRulesModel;
  readonly run: RulesRunModel;
  readonly ranking: RankingModel;
}

/** Setup > Scoring rules (ENG-4): what gives points and takes them away, running it for all, and the records by their score. */
export function ScoringRulesPage() {
  const t = useTranslator();
  const { backend, setup, today } = useSetup();
  const [{ api, model, run, ranking }] = useState((): RulesModels => {
    const rulesApi = createScoringRulesApi(backend);
    const setupApi = createSetupApi(backend);
    const rules = createScoringRulesModel({
      api: rulesApi,
      today: today.iso,
      newId: randomId,
      async readModules() {
        const published = await setupApi.configuration();
        if (!published.ok) return published;
        if (published.value === null) return ok(null);
        return ok(await readRuleModules(setupApi, setup.mapping.org.value, published.value));
      },
    });
    const ranked = createRankingModel(rulesApi, 'accounts');
    const state = rules.state;
    return {
      api: rulesApi,
      model: rules,
      ranking: ranked,
      run: createRulesRunModel({
        api: rulesApi,
        timer: createSeenTimer(browserTimer, document),
        run: () => (state.value.kind === 'ready' ? state.value.standing.run : null),
        onSeen: rules.follow,
        onEnded: () => void ranked.reload(),
      }),
    };
  });
  const state = model.state.value;
  const ready = state.kind === 'ready';

  useEffect(() => {
    if (!ready) return undefined;
    // One that somebody else began, or that goes on from before.
    run.watch();
    return () => run.stop();
  }, [ready]);

  return (
    <PlacePage
      place="scoringRules"
      model={model}
      bars={[3, 9, 9, 12]}
      sayFailed={(failure) => ({ title: t.text('rulesSetup.failed'), text: sayRulesFailure(failure, t) })}
    >
      {state.kind === 'ready' &&
        (state.modules === null ? (
          <NotConfigured />
        ) : (
          <Ready
            api={api}
            model={model}
            run={run}
            ranking={ranking}
            standing={state.standing}
            modules={state.modules}
          />
        ))}
    </PlacePage>
  );
}

function NotConfigured() {
  const t = useTranslator();
  const { places } = useSetup();
  return (
    <StateScreen
      title={t.text('rulesSetup.notConfigured.title')}
      text={t.text('rulesSetup.notConfigured.text')}
      actions={
        <Button kind="primary" onPress={() => places.go('setup')}>
          {t.text('rulesSetup.notConfigured.go')}
        </Button>
      }
    />
  );
}

interface ReadyProps extends RulesModels {
  readonly standing: StandingRules;
  readonly modules: readonly RuleModule[];
}

function Ready({ api, model, run, ranking, standing, modules }: ReadyProps) {
  const t = useTranslator();
  const shown = firstRanked(standing, modules);
  useEffect(() => void ranking.open(shown), []);
  return (
    <>
      <p class="measure">{t.text('rulesSetup.intro')}</p>
      <RulesSection model={model} standing={standing} modules={modules} />
      <VersionsSection model={model} standing={standing} />
      <RunSection model={run} standing={standing} modules={modules} unsaved={model.unsaved.value} />
      <RankingSection api={api} model={ranking} modules={modules} />
    </>
  );
}

/** The first module that some rule scores; accounts where there is none. */
function firstRanked({ rules }: StandingRules, modules: readonly RuleModule[]): ScoredModule {
  const scored = SCORED_MODULES.filter((module) => rules.some((rule) => rule.module === module));
  const there = scored.filter((module) => modules.some((each) => each.module === module && each.state === 'there'));
  return there.find((module) => module === 'accounts') ?? there[0] ?? 'accounts';
}
