import type { FloatKernels } from '../../kernels.js';
import type { Floats } from './views.js';

export function fill(floats: Floats): FloatKernels['fill'] {
  return (n, y, value) => {
    for (let i = 0; i < n; i++) floats.store(y, i, value);
  };
}

export function scale(floats: Floats): FloatKernels['scale'] {
  return (n, x, factor) => {
    for (let i = 0; i < n; i++) floats.store(x, i, floats.load(x, i) * floats.round(factor));
  };
}

export function addCompensated(floats: Floats): FloatKernels['addCompensated'] {
  const { round } = floats;
  return (n, sum, lost, x) => {
    for (let i = 0; i < n; i++) {
      const [before, part] = [floats.load(sum, i), floats.load(x, i)];
      const after = round(before + part);
      const added = round(after - before);
      const error = round(round(before - round(after - added)) + round(part - added));
      floats.store(sum, i, after);
      floats.store(lost, i, floats.load(lost, i) + (Number.isNaN(error) ? 0 : error));
      floats.store(x, i, 0);
    }
  };
}

export function sgd(floats: Floats): FloatKernels['sgd'] {
  const { round } = floats;
  return (n, p, g, rate) => {
    for (let i = 0; i < n; i++)
      floats.store(p, i, floats.load(p, i) - round(round(rate) * floats.load(g, i)));
  };
}

export function momentum(floats: Floats): FloatKernels['momentum'] {
  const { round } = floats;
  return (n, p, g, v, rate, decay) => {
    for (let i = 0; i < n; i++) {
      const velocity = round(round(round(decay) * floats.load(v, i)) + floats.load(g, i));
      floats.store(v, i, velocity);
      floats.store(p, i, floats.load(p, i) - round(round(rate) * velocity));
    }
  };
}

export function adam(floats: Floats): FloatKernels['adam'] {
  const { round } = floats;
  return (n, p, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2) => {
    for (let i = 0; i < n; i++) {
      const gradient = floats.load(g, i);
      const first = blend(beta1, floats.load(m, i), gradient);
      const second = blend(beta2, floats.load(v, i), round(gradient * gradient));
      const above = round(round(rate) * round(first / round(correction1)));
      const below = round(round(Math.sqrt(round(second / round(correction2)))) + round(epsilon));
      floats.store(m, i, first);
      floats.store(v, i, second);
      floats.store(p, i, floats.load(p, i) - round(above / below));
    }
  };

  function blend(beta: number, x: number, y: number): number {
    return round(round(round(beta) * x) + round(round(1 - beta) * y));
  }
}
