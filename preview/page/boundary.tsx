/** Keeps what cannot be drawn to its own place: one row that is wrong must not take the page away. */
import { Component, type ReactNode } from "react";

interface BoundaryProps {
  /** What is drawn; something else is tried again. */
  of: unknown;
  /** Stands in its place, given what went wrong. */
  fallback: (message: string) => ReactNode;
  children: ReactNode;
}

interface BoundaryState {
  of: unknown;
  failure?: { message: string };
}

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { of: this.props.of };

  static getDerivedStateFromError(thrown: unknown): Partial<BoundaryState> {
    return { failure: { message: thrown instanceof Error ? thrown.message : String(thrown) } };
  }

  static getDerivedStateFromProps({ of }: BoundaryProps, before: BoundaryState): BoundaryState | null {
    return of === before.of ? null : { of, failure: undefined };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure ? this.props.fallback(failure.message) : this.props.children;
  }
}
