import { exact, type Keep, project, sample } from 'sublinear';

/** In what form residuals wait. */
export type Variant = 'exact' | 'same sample' | 'different sample' | 'project';

/** The paper samples with replacement. */
export function keepOf(
  variant: Variant,
  options: { readonly fraction: number; readonly seed?: number | string; readonly replace?: boolean },
): Keep {
  const { replace = true, ...estimate } = options;
  switch (variant) {
    case 'exact':
      return exact;
    case 'same sample':
      return sample({ ...estimate, replace });
    case 'different sample':
      return sample({ ...estimate, replace, perExample: true });
    case 'project':
      return project(estimate);
  }
}
