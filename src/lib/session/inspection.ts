import { temperatureOf } from '../calibration/probabilities';
import { browserCamera, Camera } from '../capture/camera.svelte';
import { ChallengeReadiness } from '../challenge/readiness.svelte';
import { recordCheck } from '../records/record-check';
import { sharedEngine } from './engine.svelte';
import { installOffer } from './install-offer.svelte';
import { InspectionSession } from './inspection-session.svelte';
import type { LiveCheck } from './live-check';
import { outliving } from './outliving.svelte';
import { archiveOf, originOf } from './record-origin';
import { settings } from './settings.svelte';
import { teachInOf } from './threshold-profile';

let session: InspectionSession | null = null;

async function record(check: LiveCheck): Promise<string> {
	const { id } = await recordCheck({
		...check,
		temperature: temperatureOf(check.inference, check.manifest),
		origin: originOf(settings.current),
		archive: archiveOf(settings.current),
		teachInId: teachInOf(check.manifest)
	});
	installOffer.noteCheck();
	return id;
}

/**
 * The inspection of this visit, made on first use. It outlives the screen, so that a look at the history neither
 * empties the counts nor makes the browser ask for the camera again.
 */
export function inspection(): InspectionSession {
	return (session ??= outliving(make));
}

function make(): InspectionSession {
	const challenge = new ChallengeReadiness();
	challenge.follow();
	return new InspectionSession({
		client: sharedEngine().client,
		camera: new Camera(
			browserCamera({ get: () => settings.current.lensId, set: (lensId) => settings.update({ lensId }) })
		),
		settings: () => settings.current,
		challengeFailed: () => challenge.last?.outcome === 'failed',
		challengeKnown: () => challenge.known,
		onCheck: record
	});
}
