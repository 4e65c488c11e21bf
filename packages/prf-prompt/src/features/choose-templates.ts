import { nearest, optionError } from '@reprise/spec';
import { type FeatureName, featureCatalogue } from './catalogue.js';
import type { FeatureTemplate } from './feature-template.js';

/** The templates of a catalogue's names or of one's own, each feature once. */
export function chooseTemplates(
  features: readonly (FeatureName | FeatureTemplate)[],
): readonly FeatureTemplate[] {
  if (!Array.isArray(features) || features.length === 0) {
    throw optionError('features', features, `some of ${[...featureCatalogue.keys()].join(', ')}`);
  }
  const templates = features.map((feature: FeatureName | FeatureTemplate): FeatureTemplate => {
    if (typeof feature !== 'string') return checked(feature);
    const known = featureCatalogue.get(feature);
    if (known !== undefined) return known;
    const names = [...featureCatalogue.keys()];
    const like = nearest(feature, names);
    throw optionError(
      'features',
      feature,
      like === undefined ? `some of ${names.join(', ')}` : `${like}, or another of ${names.join(', ')}`,
    );
  });
  const names = templates.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw optionError('features', twice, 'each feature once');
  return templates;
}

function checked(template: FeatureTemplate): FeatureTemplate {
  const { name, version, passage, query, maxTokens, characters, list, schema } = Object(
    template,
  ) as FeatureTemplate;
  for (const [field, value] of Object.entries({ name, passage, query })) {
    if (typeof value !== 'string' || value === '')
      throw optionError(`${field} of a template`, value, 'a non-empty string');
  }
  for (const [field, value] of Object.entries({ version, maxTokens, characters })) {
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw optionError(`${field} of the template ${name}`, value, 'a whole number of at least 1');
  }
  if ((list === undefined) !== (schema === undefined))
    throw optionError(`list of the template ${name}`, list, 'both a list and a schema, or neither');
  return template;
}
