//! Steps as text, with as few brackets as it takes to be read again as the same.

use std::fmt;

use super::{
    Expression, Function, Variables,
    operation::{Operation, Step},
};

/// How close a text holds together, from what a sign parts to what nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    Sum,
    Product,
    Signed,
    Power,
    /// With a factorial behind it, which another one would make ambiguous.
    Factorial,
    Behind,
    One,
}

struct Text {
    text: String,
    hold: Hold,
}

impl Text {
    /// In brackets where it holds together less closely.
    fn at_least(self, hold: Hold) -> String {
        if self.hold < hold { format!("({})", self.text) } else { self.text }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut stack: Vec<Text> = Vec::new();
        for step in &self.steps {
            let text = match *step {
                Step::Number(number) => Text { text: written_number(number, &self.variables), hold: Hold::One },
                Step::Constant(constant) => Text { text: constant.name().to_owned(), hold: Hold::One },
                Step::Variable(index) => {
                    let name = self.variables.names().get(index).cloned();
                    Text { text: name.unwrap_or_default(), hold: Hold::One }
                }
                Step::Apply(operation, arguments) => {
                    let arguments = stack.split_off(stack.len().saturating_sub(arguments));
                    applied(operation, arguments)
                }
            };
            stack.push(text);
        }
        stack.pop().map_or(Ok(()), |text| out.write_str(&text.text))
    }
}

fn applied(operation: Operation, arguments: Vec<Text>) -> Text {
    let mut arguments = arguments.into_iter();
    if let Operation::Call(function) = operation {
        return call(function, arguments);
    }
    let nothing = || Text { text: String::new(), hold: Hold::One };
    let first = arguments.next().unwrap_or_else(nothing);
    let (sign, left, right, hold) = match operation {
        Operation::Add => (" + ", Hold::Sum, Hold::Product, Hold::Sum),
        Operation::Subtract => (" - ", Hold::Sum, Hold::Product, Hold::Sum),
        Operation::Multiply => ("*", Hold::Product, Hold::Signed, Hold::Product),
        Operation::Divide => ("/", Hold::Product, Hold::Signed, Hold::Product),
        Operation::Power => ("^", Hold::Factorial, Hold::Signed, Hold::Power),
        Operation::Negate => return Text { text: format!("-{}", first.at_least(Hold::Signed)), hold: Hold::Signed },
        Operation::Factorial => return Text { text: first.at_least(Hold::Behind) + "!", hold: Hold::Factorial },
        Operation::Percent => return Text { text: first.at_least(Hold::Factorial) + "%", hold: Hold::Behind },
        Operation::Degree => return Text { text: first.at_least(Hold::Factorial) + "°", hold: Hold::Behind },
        Operation::Call(_) => return nothing(),
    };
    let mut text = first.at_least(left);
    text.push_str(sign);
    text.push_str(&arguments.next().unwrap_or_else(nothing).at_least(right));
    Text { text, hold }
}

fn call(function: Function, arguments: impl Iterator<Item = Text>) -> Text {
    let mut text = function.name().to_owned();
    for (index, argument) in arguments.enumerate() {
        text.push_str(if index == 0 { "(" } else { "; " });
        text.push_str(&argument.text);
    }
    text.push(')');
    Text { text, hold: Hold::One }
}

/// In as few digits as stand for this double alone; with a power of ten where it would be long and no name forbids it.
fn written_number(number: f64, variables: &Variables) -> String {
    let is_long = number != 0.0 && !(1e-6..1e16).contains(&number);
    match ['E', 'e'].into_iter().find(|letter| variables.leaves(*letter)) {
        Some(letter) if is_long => format!("{number:e}").replace('e', letter.encode_utf8(&mut [0; 4])),
        _ => number.to_string(),
    }
}
