/** Tooltips: whatever says `data-tooltip` shows it when the pointer rests there. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const delayMs = 350;

export function Tooltip() {
  const [shown, setShown] = useState<{ text: string; anchor: DOMRect }>();
  const tip = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = ({ target }: MouseEvent) => {
      clearTimeout(timer);
      const element = (target as Element).closest?.<HTMLElement>("[data-tooltip]");
      const text = element?.dataset.tooltip;
      if (!element || !text) return setShown(undefined);
      timer = setTimeout(() => setShown({ text, anchor: element.getBoundingClientRect() }), delayMs);
    };
    const hide = () => {
      clearTimeout(timer);
      setShown(undefined);
    };
    document.addEventListener("mouseover", over);
    document.addEventListener("mousedown", hide);
    document.addEventListener("keydown", hide);
    document.addEventListener("wheel", hide, { passive: true });
    return () => {
      document.removeEventListener("mouseover", over);
      document.removeEventListener("mousedown", hide);
      document.removeEventListener("keydown", hide);
      document.removeEventListener("wheel", hide);
    };
  }, []);

  useLayoutEffect(() => {
    if (!shown || !tip.current) return;
    const { width, height } = tip.current.getBoundingClientRect();
    const { left, right, top, bottom } = shown.anchor;
    const x = Math.min(Math.max(8, (left + right - width) / 2), window.innerWidth - width - 8);
    const isRoomAbove = top - height - 8 > 0;
    tip.current.style.left = `${x}px`;
    tip.current.style.top = `${isRoomAbove ? top - height - 6 : bottom + 6}px`;
  }, [shown]);

  if (!shown) return null;
  return (
    <div className="tooltip" role="tooltip" ref={tip}>
      {shown.text}
    </div>
  );
}
