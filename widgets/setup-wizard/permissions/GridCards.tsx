import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { rightsOf, setProfile, setRightForAll, shareOf } from './edit-grid.ts';
import { Means, RightBox, type GridViewProps } from './GridTable.tsx';
import { TickAll } from './TickAll.tsx';

/** The same on a narrow screen: a card a profile, and one for all of them. */
export function GridCards({ profiles, grid, onEdit }: GridViewProps) {
  const t = useTranslator();
  const ids = profiles.map(({ id }) => id);
  return (
    <div class="stack">
      {onEdit !== null && (
        <fieldset class="card rights-card">
          <legend>{t.text('permissions.all.profiles')}</legend>
          {ABM_RIGHT_NAMES.map((right) => (
            <TickAll
              key={right}
              share={shareOf(profiles.filter(({ id }) => rightsOf(grid, id).has(right)).length, ids.length)}
              label={t.text('permissions.all.right', { right: t.text(`permissions.right.${right}`) })}
              text={t.text(`permissions.right.${right}`)}
              onChange={(given) => onEdit((before) => setRightForAll(before, ids, right, given))}
            />
          ))}
        </fieldset>
      )}
      {profiles.map((profile) => (
        <fieldset key={profile.id} class="card rights-card">
          <legend>{profile.name}</legend>
          <Means profile={profile} grid={grid} />
          {onEdit !== null && (
            <TickAll
              share={shareOf(rightsOf(grid, profile.id).size, ABM_RIGHT_NAMES.length)}
              label={t.text('permissions.all.profile', { profile: profile.name })}
              text={t.text('permissions.all.rights')}
              onChange={(given) => onEdit((before) => setProfile(before, profile.id, given))}
            />
          )}
          {ABM_RIGHT_NAMES.map((right) => (
            <RightBox
              key={right}
              profile={profile}
              right={right}
              grid={grid}
              onEdit={onEdit}
              text={t.text(`permissions.right.${right}`)}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
