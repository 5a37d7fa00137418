/**
 * Raised by each release that changes a bit of any result, so that two results can be told apart whose programs, seeds and
 * machines are the same. A test fails where bits change and this does not.
 *
 * 1: 0.1.0 before sums were grouped.
 * 2: sums of more than 32 entries (512 float32 or 256 float64 along the last axis), softmax and the like of more than 32
 * (128, 64) add up in groups.
 */
export const bitsVersion = 2;
