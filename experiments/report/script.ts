// Vega describes every mark of a figure by its values, for readers who hear the page; here they are shown as well.
/** Shows the values of the mark under the pointer, or of the one that is touched. */
export const script = `
const box = document.getElementById('value');
const markOf = (target) => target instanceof Element ? target.closest('svg [role="graphics-symbol"][aria-label]') : null;
const hide = () => { box.hidden = true; };
const show = (event) => {
  const mark = markOf(event.target);
  if (mark === null) return hide();
  box.textContent = mark.getAttribute('aria-label').replaceAll('; ', '\\n');
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const left = event.clientX + 14 + width < innerWidth ? event.clientX + 14 : event.clientX - 14 - width;
  const top = event.clientY - 14 - height > 0 ? event.clientY - 14 - height : event.clientY + 14;
  box.style.left = Math.max(4, left) + 'px';
  box.style.top = top + 'px';
};
document.addEventListener('pointermove', show);
document.addEventListener('pointerdown', show);
document.addEventListener('scroll', hide, { passive: true, capture: true });
`;
