/**
 * What the proof of concept before this app said of itself, as its repository shows it: a quotation, not a
 * measurement of ours. Accuracy is the training log's at its last epoch; no pictures were held back.
 */
export const PROOF_OF_CONCEPT = {
	trainingAccuracy: 0.9948,
	epoch: 10,
	/** Frames of videos of one brand, open and closed. */
	pictures: 8589,
	framesPerSecond: { least: 15, most: 20 }
} as const;
