import * as m from '$lib/paraglide/messages';
import { formatNumber } from '$lib/ui/format';
import { LEAST_PER_CLASS, type Refusal, type Taught } from './fit';

const classWord = (truth: Taught) => (truth === 'open' ? m.teach_open() : m.teach_closed());

/** Why nothing was taught, one sentence in the current language. */
export function refusalSentence(refusal: Refusal): string {
	const least = formatNumber(LEAST_PER_CLASS);
	switch (refusal.reason) {
		case 'too-few':
			return m.teach_refused_too_few({ have: formatNumber(refusal.have), truth: classWord(refusal.truth), least });
		case 'mouth-not-found':
			return m.teach_refused_mouth({ have: formatNumber(refusal.have), truth: classWord(refusal.truth), least });
		case 'contradiction':
			return m.teach_refused_contradiction({ n: formatNumber(refusal.pictures) });
		case 'worse':
			return m.teach_refused_worse();
		case 'no-better':
			return m.teach_refused_no_better();
	}
}
