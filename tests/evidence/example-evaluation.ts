import type { Evaluation, Robustness } from '../../src/lib/domain/evaluation';
import { evaluationOf } from '../../model/evaluation/evaluation';
import { rate } from '../../model/evaluation/metrics';
import type { Observation } from '../../model/evaluation/observations';

const SOURCES = ['hall-a', 'hall-b', 'kitchen'] as const;
const TRUTHS = ['open', 'closed', 'open', 'closed', 'none', 'unclear'] as const;

/** Made-up observations, the same at every run: what a page is tried out on, never a figure of the model's. */
export function exampleObservations(count = 240): Observation[] {
	return Array.from({ length: count }, (_, i) => {
		const truth = TRUTHS[i % TRUTHS.length]!;
		const confidence = 0.52 + ((i * 37) % 47) / 100;
		const wrong = (i * 13) % 29 === 0;
		const bottle = truth === 'open' || truth === 'closed';
		const answer = truth === 'open' ? (wrong ? 'closed' : 'open') : wrong ? 'open' : 'closed';
		const verdict = bottle ? (confidence < 0.6 ? 'unsure' : answer) : truth === 'none' ? 'no-bottle' : 'unsure';
		const open = answer === 'open' ? confidence : 1 - confidence;
		return {
			file: `${i}.jpg`,
			truth,
			group: `group-${i % 40}`,
			source: SOURCES[i % SOURCES.length]!,
			material: i % 5 === 0 ? 'pet' : 'glass',
			scene: i % 2 === 0 ? 'table' : 'line',
			fill: '',
			verdict,
			reason: verdict === 'unsure' ? 'low-confidence' : '',
			confidence,
			open,
			closed: 1 - open,
			none: 0,
			z_open: open,
			z_closed: 1 - open,
			z_none: -1,
			s_visible: 1,
			s_hidden: 0,
			s_none: 0,
			mouth_x: 0.5,
			mouth_y: 0.2,
			mouth_w: 0.1,
			answerable: 1,
			modelVersion: 'abcdef012345'
		};
	});
}

/** An evaluation as `npm run evaluate` writes it, of made-up observations. */
export function exampleEvaluation(name = 'cross-validation'): Evaluation {
	const all = exampleObservations();
	const bottles = all.filter(({ truth }) => truth === 'open' || truth === 'closed');
	const robustness: Robustness[] = (['blur', 'rotation'] as const).map((corruption) => ({
		corruption,
		points: (corruption === 'blur' ? [1, 2, 4] : [-15, 15, 7]).map((level, i) => ({
			level,
			accuracy: rate(bottles, ({ confidence }) => confidence > 0.5 + i / 10),
			unsure: rate(bottles, ({ confidence }) => confidence < 0.55 + i / 10),
			missedOpen: rate(bottles, ({ confidence }) => confidence < 0.52 + i / 50)
		}))
	}));
	return evaluationOf(name, 'Made-up observations for tests.', all, robustness);
}
