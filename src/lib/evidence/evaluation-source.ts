import * as v from 'valibot';
import { evaluationSchema, type Evaluation } from '../domain/evaluation';
import type { ModelManifest } from '../domain/model-manifest';
import { parseModelManifest } from '../domain/model-manifest';

/** The set to believe: sources that training never saw. */
export const MAIN_SET = 'cross-validation';
/** Those of its pictures that show what the product is for. */
export const BEER_SET = 'beer-unseen';
/** The set that misleads: frames drawn at random, so that every one has a neighbour in training. */
export const RANDOM_SPLIT = 'random-split';
/** The recipe of the random split on every other source. */
export const OTHER_SOURCES = 'other-sources';
/** Where pictures spoilt on purpose are measured if the main set has none: nothing of it was trained on. */
export const UNSEEN = 'challenge-unseen';

export interface PublishedEvidence {
	readonly main: Evaluation;
	/** The part of it that is beer in hands and on tables; null where it was not told apart. */
	readonly beer: Evaluation | null;
	/** Null where it was not measured for this build. */
	readonly randomSplit: Evaluation | null;
	/** The same recipe on other sources; null where it was not measured. */
	readonly otherSources: Evaluation | null;
	/** The set whose robustness curves are shown: the main one, or one measured apart; null where none has any. */
	readonly robust: Evaluation | null;
	/** The shipped model's manifest; null where the build has no readable model. */
	readonly manifest: ModelManifest | null;
}

const indexSchema = v.object({ sets: v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/))) });
const currentSchema = v.object({ version: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)) });

/**
 * Reads what `npm run card` has published.
 * @param base the folder that holds `evidence/` and `model/`: a URL or path with a final slash
 * @returns null where the build carries no main evaluation
 * @throws where a file is there but unreadable or outside its schema, or the network fails
 */
export async function loadEvidence(base: string, get: typeof fetch = fetch): Promise<PublishedEvidence | null> {
	const index = await json(get, `${base}evidence/index.json`, indexSchema);
	if (!index?.sets.includes(MAIN_SET)) return null;
	const evaluation = async (name: string) => {
		const found = await json(get, `${base}evidence/${name}.json`, evaluationSchema);
		if (!found) throw new Error(`evidence/index.json names ${name}, which is missing`);
		return found;
	};
	const published = (name: string) => (index.sets.includes(name) ? evaluation(name) : null);
	const [main, beer, randomSplit, otherSources, unseen, manifest] = await Promise.all([
		evaluation(MAIN_SET),
		published(BEER_SET),
		published(RANDOM_SPLIT),
		published(OTHER_SOURCES),
		published(UNSEEN),
		shippedManifest(base, get).catch(() => null)
	]);
	const robust = [main, unseen].find((set) => set && set.robustness.length > 0) ?? null;
	return { main, beer, randomSplit, otherSources, robust, manifest };
}

async function shippedManifest(base: string, get: typeof fetch): Promise<ModelManifest | null> {
	const current = await json(get, `${base}model/current.json`, currentSchema);
	if (!current) return null;
	const response = await get(`${base}model/${current.version}/manifest.json`);
	return response.ok ? parseModelManifest(await response.json()) : null;
}

/** Null for a 404; anything else that is not the wanted JSON is thrown. */
async function json<T>(get: typeof fetch, url: string, schema: v.GenericSchema<unknown, T>): Promise<T | null> {
	const response = await get(url);
	if (response.status === 404) return null;
	if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
	return v.parse(schema, await response.json());
}
