/** A form. What is filled in goes to the command at once; it is the command that submits. */
import { useState } from "react";
import type { FieldData, FormView } from "../host/view";

interface FormProps {
  form: FormView;
  label: string;
  onFill: (id: string, value: unknown) => void;
}

export function Form({ form, label, onFill }: FormProps) {
  const firstId = form.fields.find(({ id }) => id !== undefined)?.id;
  return (
    <form className="form" aria-label={label} onSubmit={(event) => event.preventDefault()}>
      {form.fields.map((field, index) => (
        <Field key={field.id ?? index} field={field} isFirst={field.id === firstId} onFill={onFill} />
      ))}
    </form>
  );
}

interface FieldProps {
  field: FieldData;
  isFirst: boolean;
  onFill: (id: string, value: unknown) => void;
}

function Field({ field, isFirst, onFill }: FieldProps) {
  const { type, title, text, error, info, id = "" } = field;
  if (type === "separator") return <hr />;
  const inputId = `field-${id}`;
  // A checkbox has a label of its own beside it.
  const isLabelled = type !== "description" && type !== "checkbox";
  return (
    <div className="field">
      {isLabelled ? (
        <label className="field-title" htmlFor={inputId}>
          {title}
        </label>
      ) : (
        <span className="field-title" id={`${inputId}-title`}>
          {title}
        </span>
      )}
      <div className="field-input">
        {type === "description" ? (
          <p>{text}</p>
        ) : (
          <Input field={field} inputId={inputId} isFirst={isFirst} onFill={(value) => onFill(id, value)} />
        )}
        {error && (
          <p className="field-error" id={`${inputId}-error`} role="alert">
            {error}
          </p>
        )}
        {info && type !== "description" && (
          <p className="field-info" id={`${inputId}-info`}>
            {info}
          </p>
        )}
      </div>
    </div>
  );
}

interface InputProps {
  field: FieldData;
  inputId: string;
  isFirst: boolean;
  onFill: (value: unknown) => void;
}

function Input({ field, inputId, isFirst, onFill }: InputProps) {
  const { type, placeholder, label, options = [], autoFocus, error, info } = field;
  const [value, setValue] = useState(field.value);
  const fill = (next: unknown) => {
    setValue(next);
    onFill(next);
  };
  const common = {
    id: inputId,
    placeholder,
    autoFocus: autoFocus || isFirst,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": [error && `${inputId}-error`, info && `${inputId}-info`].filter(Boolean).join(" ") || undefined,
  };
  if (type === "checkbox") {
    return (
      <label className="checkbox">
        <input
          {...common}
          type="checkbox"
          aria-labelledby={`${inputId}-title ${inputId}-label`}
          checked={value === true}
          onChange={(event) => fill(event.target.checked)}
        />
        <span id={`${inputId}-label`}>{label}</span>
      </label>
    );
  }
  if (type === "dropdown") {
    return (
      <select {...common} value={String(value ?? "")} onChange={(event) => fill(event.target.value)}>
        {options.flatMap(({ items }) =>
          items.map((item) => (
            <option key={item.value} value={item.value}>
              {item.title}
            </option>
          )),
        )}
      </select>
    );
  }
  return (
    <input
      {...common}
      type={type === "password" ? "password" : "text"}
      value={String(value ?? "")}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => fill(type === "files" ? [event.target.value].filter(Boolean) : event.target.value)}
    />
  );
}
