// The loss of a classifier's logits [rows, classes] at int32 labels, and its VJP.
import { at, lanes, loadLanes, storeLanes } from './lanes';
import { logOf, rowMax, sumOfExp } from './softmax';

// (top - logit) + log Σ e^(x - top): both terms are at least 0, so nothing cancels.
// @ts-ignore: decorator
@inline function crossEntropy<T>(rows: usize, classes: usize, logits: usize, labels: usize, loss: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    const row = at<T>(logits, r * classes);
    const top = rowMax<T>(classes, row);
    const logit = load<T>(at<T>(row, load<u32>(at<u32>(labels, r))));
    store<T>(at<T>(loss, r), <T>(<T>(top - logit) + logOf<T>(sumOfExp<T>(classes, row, top, 0))));
  }
}

// @ts-ignore: decorator
@inline function crossEntropyVjp<T>(
  rows: usize, classes: usize, g: usize, logits: usize, labels: usize, y: usize,
): void {
  for (let r: usize = 0; r < rows; r++) {
    const to = at<T>(y, r * classes);
    const label = at<T>(to, load<u32>(at<u32>(labels, r)));
    const row = at<T>(logits, r * classes);
    const sum = v128.splat<T>(sumOfExp<T>(classes, row, rowMax<T>(classes, row), to));
    const factor = v128.load_splat<T>(at<T>(g, r));
    const probability = v128.div<T>(v128.load_splat<T>(label), sum);
    for (let j: usize = 0; j < classes; j += lanes<T>()) {
      storeLanes<T>(to, j, classes, v128.mul<T>(factor, v128.div<T>(loadLanes<T>(to, j, classes), sum)));
    }
    store<T>(label, v128.extract_lane<T>(v128.mul<T>(factor, v128.sub<T>(probability, v128.splat<T>(1))), 0));
  }
}

export function crossEntropy_f32(rows: usize, classes: usize, logits: usize, labels: usize, loss: usize): void {
  crossEntropy<f32>(rows, classes, logits, labels, loss);
}

export function crossEntropy_f64(rows: usize, classes: usize, logits: usize, labels: usize, loss: usize): void {
  crossEntropy<f64>(rows, classes, logits, labels, loss);
}

export function crossEntropyVjp_f32(
  rows: usize, classes: usize, g: usize, logits: usize, labels: usize, y: usize,
): void {
  crossEntropyVjp<f32>(rows, classes, g, logits, labels, y);
}

export function crossEntropyVjp_f64(
  rows: usize, classes: usize, g: usize, logits: usize, labels: usize, y: usize,
): void {
  crossEntropyVjp<f64>(rows, classes, g, logits, labels, y);
}
