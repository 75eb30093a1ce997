/// What a program showed of itself at `/metrics`.
#[derive(Debug, Clone, Default)]
pub struct Measures(Vec<(String, f64)>);

impl Measures {
    /// Those of the program at `base`; none where it does not answer.
    pub async fn of(http: &reqwest::Client, base: &str) -> Self {
        match http.get(format!("{base}/metrics")).send().await {
            Ok(answer) => Self::read(&answer.text().await.unwrap_or_default()),
            Err(_) => Self::default(),
        }
    }

    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let measure = |line: &str| {
            let (name, value) = line.rsplit_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        };
        Self(lines.filter_map(measure).collect())
    }

    /// The sum of the measure `name` over all its labels among which `label` is, such as `state="idle"`; over all of them
    /// where it is empty.
    pub fn sum(&self, name: &str, label: &str) -> f64 {
        let of_name = self.0.iter().filter_map(|(line, value)| Some((line.strip_prefix(name)?, value)));
        let of_name = of_name.filter(|(labels, _)| labels.is_empty() || labels.starts_with('{'));
        of_name.filter(|(labels, _)| labels.contains(label)).map(|(_, value)| value).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_summed_over_the_labels_asked_for_and_no_other_measure_that_begins_like_it() {
        let text = "# TYPE a counter\na{state=\"idle\"} 2\na{state=\"open\"} 5\na_more 100\nb 1.5\n";
        let measures = Measures::read(text);
        assert_eq!((measures.sum("a", ""), measures.sum("a", "state=\"idle\"")), (7.0, 2.0));
        assert_eq!((measures.sum("b", ""), measures.sum("c", "")), (1.5, 0.0));
    }
}
