/** What is shown where there are no rows, and where a command failed. */
import type { ListView } from "../host/view";
import { Drawing, Image } from "./image";

export function EmptyView({ view, searchText }: { view: ListView; searchText: string }) {
  if (!view.emptyView) return <div className="empty" />;
  const { title, description, icon } = view.emptyView;
  return (
    <div className="empty">
      <span className="empty-icon">
        {icon ? <Image image={icon} size={44} /> : <Drawing source="magnifying-glass-16" size={40} />}
      </span>
      <h2>{title ?? (searchText ? `Nothing found for “${searchText}”` : "No Results")}</h2>
      {description && <p>{description}</p>}
    </div>
  );
}

interface ErrorViewProps {
  title?: string;
  message: string;
  stack?: string;
}

export function ErrorView({ title = "The command failed", message, stack }: ErrorViewProps) {
  return (
    <section className="error-view" role="alert" tabIndex={-1}>
      <h2>
        <Drawing source="warning-16" size={18} /> {title}
      </h2>
      <p>{message}</p>
      {stack && <pre>{stack}</pre>}
    </section>
  );
}
